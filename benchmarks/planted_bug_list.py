"""The bugs that `benchmarks.planted_bugs` plants: each a plausible slip, or a shortcut somebody might defend."""

from dataclasses import dataclass

BATCHES, LINKS, MERGES = "parts/Batches.sol", "parts/Links.sol", "parts/Merges.sol"
CONSENTS, JOURNAL, APPLICANTS = "parts/Consents.sol", "parts/Journal.sol", "parts/Applicants.sol"
COUNCIL, BRAKES, OFFICES = "parts/Council.sol", "parts/Brakes.sol", "Offices.sol"
REGISTRY, MERKLE, HEAD = "ApplicantRegistry.sol", "libraries/MerkleTree.sol", "libraries/ChangeHead.sol"

# Bugs that forge's random calls cannot meet, and why. The tests in tests/contracts catch them like all others.
FAR, NO_TIMELOCK, NO_SUCCESSOR = "a trillion GIDs away", "no timelock there", "no successor is named there"
OWN_PROOF, TWO_STAY, SHORT_PAUSES = (
    "new keys are fresh and prove themselves",
    "two offices always stay",
    "pauses are short",
)
BEYOND_FUZZING = {
    "last GID not bounded": FAR,
    "last GID bounded one too early": FAR,
    "force-unlink after the successor": NO_SUCCESSOR,
    "successor replaced": NO_SUCCESSOR,
    "writing goes on after the successor": NO_SUCCESSOR,
    "timelock skipped with approvals": NO_TIMELOCK,
    "scheduled decisions at once": NO_TIMELOCK,
    "schedule without approvals": NO_TIMELOCK,
    "schedules outlive their epoch": NO_TIMELOCK,
    "keys used twice": OWN_PROOF,
    "admission without the key's own signature": OWN_PROOF,
    "the last office leaves": TWO_STAY,
    "pause of any length": SHORT_PAUSES,
}


@dataclass(frozen=True, slots=True)
class Bug:
    """`code`, which stands exactly once in `file`, becomes `spoilt`."""

    name: str
    file: str
    code: str
    spoilt: str


BUGS = (
    Bug(
        "counter one short: the last GID is allotted twice",
        BATCHES,
        "first + uint64(count);",
        "first + uint64(count) - 1;",
    ),
    Bug("last GID not bounded", BATCHES, "if (first + count - 1 > LAST_GID)", "if (first > type(uint64).max - 1)"),
    Bug("last GID bounded one too early", BATCHES, "first + count - 1 > LAST_GID", "first + count > LAST_GID"),
    Bug("empty batches allowed", BATCHES, "if (size == 0 || size > _batchLimit)", "if (size > _batchLimit)"),
    Bug("batch limit one too high", BATCHES, "size > _batchLimit", "size > _batchLimit + 1"),
    Bug(
        "search finds the batch before",
        BATCHES,
        "if (gid < _batches[middle].firstGid)",
        "if (!(_batches[middle].firstGid < gid))",
    ),
    Bug("GID zero exists", BATCHES, "value != 0 && value < _nextGid", "value < _nextGid"),
    Bug("next GID exists already", BATCHES, "value != 0 && value < _nextGid", "value != 0 && value <= _nextGid"),
    Bug("remembered range one too long", BATCHES, "value < range.end) return", "value <= range.end) return"),
    Bug("remembered range never left", BATCHES, "value >= range.first && value < range.end", "range.end != 0"),
    Bug("root not bound to the first GID", BATCHES, "address(this), first, count", "address(this), uint64(0), count"),
    Bug("root not bound to the count", BATCHES, "first, count, treeRoot));", "first, uint256(0), treeRoot));"),
    Bug("path accepted at any length", BATCHES, "return fits && ", "return "),
    Bug("path too long accepted", MERKLE, "fits = used == path.length;", "fits = true;"),
    Bug("lone node paired with itself", MERKLE, "if ((index ^ 1) < width)", "if ((index ^ 1) <= width)"),
    Bug("left and right swapped", MERKLE, "index & 1 == 1", "index & 1 == 0"),
    Bug("no leaf prefix on the way up", MERKLE, "mstore8(free, 0x01)", "mstore8(free, 0x00)"),
    Bug("lone node dropped in the tree", MERKLE, "width := shr(1, add(width, 1))", "width := shr(1, width)"),
    Bug("operation id not kept", JOURNAL, "_operations[office][opId] = true;", ""),
    Bug(
        "operation ids shared by all offices",
        JOURNAL,
        "_operations[office][opId] = true;",
        "for (uint256 i = 0; i < 5; ++i) _operations[uint8(i)][opId] = true;",
    ),
    Bug("sequence not counted", JOURNAL, "_sequence = sequence;", ""),
    Bug("head forgets what was before", HEAD, "abi.encode(head, sequence", "abi.encode(bytes32(0), sequence"),
    Bug("head not moved by a link", LINKS, "_record(Action.Link, keccak256(abi.encode(code, opId, gids)));", ""),
    Bug("head moved by unlink as by link", LINKS, "_record(Action.Unlink,", "_record(Action.Link,"),
    Bug("list order not checked", LINKS, "if (!(last < gid) && Gid.unwrap(last) != 0)", "if (false)"),
    Bug("same GID twice in a list", LINKS, "!(last < gid)", "gid < last"),
    Bug("linking twice unlinks", LINKS, "if (isLinked && !wasLinked)", "if (false)"),
    Bug("unlinking without a link links", LINKS, "if (!isLinked && wasLinked)", "if (false)"),
    Bug("unlinking keeps the link", LINKS, "_links[gid] = stored ^ bit;", "_links[gid] = stored | bit;"),
    Bug("order of an amended list not checked", REGISTRY, "            last = gid;\n", ""),
    Bug("links of merged GIDs change", LINKS, "            _requireStillActive(gid);\n", ""),
    Bug(
        "registering office not linked from birth",
        LINKS,
        "return _links[gid] ^ (1 << range.office);",
        "return _links[gid];",
    ),
    Bug(
        "force-unlink without the council",
        LINKS,
        "_offices.requireCouncil(structHash, decision.deadline, decision.approvals);",
        "",
    ),
    Bug("force-unlink repeatable", LINKS, "_decisions[structHash] = true;", ""),
    Bug("force-unlink forgets inherited say", LINKS, "if (inherits) _inherited[gid] ^= bit;", ""),
    Bug("force-unlink after the successor", LINKS, "if (successor != address(0))", "if (false)"),
    Bug("force-unlink decision not bound to the GIDs", LINKS, "keccak256(abi.encodePacked(gids)),", "bytes32(0),"),
    Bug("younger survives", MERGES, "if (!(survivor < merged))", "if (!(merged < survivor))"),
    Bug("merge with itself", MERGES, "if (!(survivor < merged))", "if (merged < survivor)"),
    Bug("survivor may be merged already", MERGES, "        _requireActive(survivor);\n", ""),
    Bug("merged may be merged already", MERGES, "        _requireActive(merged);\n", ""),
    Bug("height one too high", MERGES, "if (height > _heightLimit)", "if (height > _heightLimit + 1)"),
    Bug("height not kept", MERGES, "if (height > elder.height) elder.height = height;", ""),
    Bug("height overwritten by a lower one", MERGES, "if (height > elder.height) elder.height", "elder.height"),
    Bug("consent of one side is enough", MERGES, "_sayOf(merged) | _sayOf(survivor);", "_sayOf(merged);"),
    Bug("offices of the rest of the tree not asked", MERGES, "if (end < survivor) say |= _sayOf(end);", ""),
    Bug("offices below earlier merges not asked", MERGES, "_inherited[survivor] |= _sayOf(merged);", ""),
    Bug("removed offices still asked", MERGES, "say & _offices.consentMask();", "say;"),
    Bug("strangers merge with everybody's consent", MERGES, "if (needed & (1 << office) == 0)", "if (false)"),
    Bug("split leaves the survivor", MERGES, "_applicants[merged].survivor = Gid.wrap(0);", ""),
    Bug("split counts no child less", MERGES, "elder.children -= 1;", ""),
    Bug("inherited say never ends", MERGES, "            delete _inherited[survivor];\n", ""),
    Bug("inherited say ends with the first split", MERGES, "if (elder.children == 0) {", "{"),
    Bug("a missing consent forgiven", CONSENTS, "if (missing != 0)", "if (missing & (missing - 1) != 0)"),
    Bug("consents out of order", CONSENTS, "if (i != 0 && office <= consents[i - 1].office)", "if (false)"),
    Bug("a consent counts twice", CONSENTS, "office <= consents[i - 1].office", "office < consents[i - 1].office"),
    Bug("deadline not checked", CONSENTS, "if (block.timestamp > request.deadline)", "if (false)"),
    Bug(
        "deadline one second early",
        CONSENTS,
        "block.timestamp > request.deadline",
        "block.timestamp >= request.deadline",
    ),
    Bug("any signer will do", CONSENTS, "signer == _offices.activeKey(office)", "true"),
    Bug("failed recovery matches an empty key", CONSENTS, "signer != address(0) && ", ""),
    Bug("consent not bound to the proposer", CONSENTS, "request.proposer,\n", "office,\n"),
    Bug("consent not bound to the operation", CONSENTS, "request.opId,\n", "bytes32(0),\n"),
    Bug("consent to a merge splits", CONSENTS, '"SplitConsent(', '"MergeConsent('),
    Bug(
        "revoking a merged GID",
        REGISTRY,
        "        _requireStillActive(gid);\n        uint256 others",
        "        uint256 others",
    ),
    Bug("revoking with children", REGISTRY, "if (children != 0)", "if (children > 1)"),
    Bug("revoking what others hold", REGISTRY, "if (others != 0)", "if (false)"),
    Bug(
        "revoking by anybody when nobody is linked",
        REGISTRY,
        "if (linked == 0 && range.office != office)",
        "if (false)",
    ),
    Bug("amending others' applicants", REGISTRY, "_requireLink(gid, office, range);", "_locate(gids[i], range);"),
    Bug("amending to nothing", REGISTRY, "if (commitment == 0)", "if (false)"),
    Bug("version not counted", REGISTRY, "_applicants[gid].amendments = amendments;", ""),
    Bug("resolve one step short", APPLICANTS, "step < _heightLimit; ++step", "step + 1 < _heightLimit; ++step"),
    Bug("revoked reads as active", APPLICANTS, "if (revoked) return Status.Revoked;", ""),
    Bug("two thirds are enough", COUNCIL, "/ 3 + 1", "/ 3"),
    Bug("a simple majority", COUNCIL, "(2 * uint256(_members)) / 3 + 1", "uint256(_members) / 2 + 1"),
    Bug("one approval counted five times", COUNCIL, "if (i != 0 && number <= approvals[i - 1].office)", "if (false)"),
    Bug("approvals of suspended offices", COUNCIL, "if (key == address(0) || ", "if ("),
    Bug("decisions usable twice", COUNCIL, "_used[structHash] = true;", ""),
    Bug("epoch stands still", COUNCIL, "_epoch += 1;", ""),
    Bug("timelock skipped with approvals", COUNCIL, "(urgent || _timelock == 0)", "true"),
    Bug("scheduled decisions at once", COUNCIL, "if (from == 0 || block.timestamp < from)", "if (from == 0)"),
    Bug(
        "schedule without approvals",
        COUNCIL,
        "        _requireApprovals(decision, approvals);\n        uint64 from",
        "        uint64 from",
    ),
    Bug("schedules outlive their epoch", COUNCIL, "found.epoch == _epoch ? found.notBefore : 0", "found.notBefore"),
    Bug("decisions never expire", COUNCIL, "if (block.timestamp > deadline)", "if (false)"),
    Bug(
        "suspended offices write",
        OFFICES,
        "found.key == key && found.status == OfficeStatus.Active",
        "found.key == key",
    ),
    Bug(
        "replaced keys write",
        OFFICES,
        "found.key == key && found.status == OfficeStatus.Active",
        "found.status == OfficeStatus.Active",
    ),
    Bug(
        "a thief's announced key survives suspension",
        OFFICES,
        "        delete _proposedKey[number];\n        _changeCouncil(members);",
        "        _changeCouncil(members);",
    ),
    Bug("keys used twice", OFFICES, "key == address(0) || _numberOfKey[key] != 0", "key == address(0)"),
    Bug(
        "admission without the key's own signature",
        OFFICES,
        "if (key == address(0) || _recover(structHash, keyProof) != key)",
        "if (false)",
    ),
    Bug("the last office leaves", OFFICES, "if (members == 1)", "if (members == 0)"),
    Bug(
        "a removed office gets another number",
        OFFICES,
        "if (plusOne == 0) {",
        "if (plusOne == 0 || _offices[uint8(plusOne - 1)].status == OfficeStatus.Removed) {",
    ),
    Bug(
        "anybody accepts a key",
        OFFICES,
        "if (_proposedKey[number] != msg.sender)",
        "if (_proposedKey[number] == address(0))",
    ),
    Bug("removed office still asked for consent", OFFICES, "_consentMask &= ~(1 << number);", ""),
    Bug("anybody pauses", BRAKES, "if (msg.sender != _guardian)", "if (false)"),
    Bug("guardian pauses for ever", BRAKES, "_guardianArmed = false;", ""),
    Bug("pause of any length", BRAKES, "|| until > block.timestamp + MAX_PAUSE", ""),
    Bug("pause ignored", BRAKES, "if (block.timestamp < _pausedUntil)", "if (false)"),
    Bug(
        "successor replaced",
        BRAKES,
        "        if (_successor != address(0)) revert OfficesSucceeded(_successor);\n        if (successor_",
        "        if (successor_",
    ),
    Bug(
        "writing goes on after the successor",
        BRAKES,
        "        if (_successor != address(0)) revert OfficesSucceeded(_successor);\n        if (block",
        "        if (block",
    ),
)
