// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {PlainRecord} from "./PlainRecord.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// @notice Four offices doing what they like with one registry, driven by forge's random calls. For every call the
/// plain record says whether it must go through; both ways of being wrong are noted.
abstract contract OfficeActor is PlainRecord {
    using Signing for Signing.Forgery;

    /// @dev A merge or split as some office asks for it.
    struct Request {
        uint8 office;
        uint64 merged;
        uint64 survivor;
        bytes32 opId;
        uint64 deadline;
        uint256 signers; // bitmap
        Signing.Forgery forgery;
    }

    string internal constant MERGE =
        "MergeConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)";
    string internal constant SPLIT =
        "SplitConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)";

    IApplicantRegistry internal immutable registry;
    mapping(uint8 office => uint256) internal _keyChanges;

    bytes32 internal _lastId;
    uint256 private _ids;
    bytes private _lastCall;
    uint8 private _lastOffice;

    /// @dev A second passes with every call.
    modifier ticking() {
        vm.warp(++time);
        _;
    }

    constructor(IApplicantRegistry registry_) {
        registry = registry_;
    }

    function keyOf(uint8 office) internal view returns (uint256) {
        return 0xA11CE + office + 0x100 * _keyChanges[office];
    }

    function register(uint8 office, uint8 count, bool again) external ticking {
        office %= OFFICES;
        count = count % 6; // none, and one more than a batch may have, among them
        if (allotted + count > MOST_GIDS) return;
        bytes32[] memory commitments = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            commitments[i] = _newId();
        }
        if (again && count != 0) (commitments, count) = (_leaves[0], uint8(_leaves[0].length));
        if (allotted + count > MOST_GIDS) return;
        bytes32 opId = count == 0 ? _newId() : _treeRoot(commitments);
        uint64 number = batches;
        bytes memory data = abi.encodeCall(registry.register, (commitments));
        if (!_send(office, opId, data, count >= 1 && count <= 4, PERMANENCE)) return;
        uint64 first = _allot(office, commitments);
        bytes32 root = keccak256(
            abi.encode(bytes32("gid-pilot/batch/1"), block.chainid, address(registry), first, commitments.length, opId)
        );
        _fold(1, abi.encode(number, _code(office), first, commitments.length, root));
    }

    function amend(uint8 office, uint64 a, uint64 b, uint8 spice) external ticking {
        (office, spice) = (office % OFFICES, _mix(spice));
        Gid[] memory gids = _gids(a, b);
        bytes32[] memory commitments = new bytes32[](gids.length + (spice % 16 == 1 ? 1 : 0));
        bool valid = _ascend(gids) && commitments.length == gids.length && spice % 8 != 0;
        for (uint256 i = 0; i < gids.length; ++i) {
            if (spice % 8 != 0) commitments[i] = _newId();
            valid = valid && isActive(Gid.unwrap(gids[i])) && _has(links[Gid.unwrap(gids[i])], office);
        }
        bytes32 opId = _opId(spice);
        if (!_send(office, opId, abi.encodeCall(registry.amend, (gids, commitments, opId)), valid, OWN_LINKS)) return;
        for (uint256 i = 0; i < gids.length; ++i) {
            uint64 gid = Gid.unwrap(gids[i]);
            (amended[gid], version[gid]) = (commitments[i], version[gid] + 1);
            _fold(2, abi.encode(gid, _code(office), version[gid], commitments[i], opId));
        }
    }

    function link(uint8 office, uint64 a, uint64 b, uint8 spice) external ticking {
        _toggle(office % OFFICES, _gids(a, b), _opId(_mix(spice)), false);
    }

    function unlink(uint8 office, uint64 a, uint64 b, uint8 spice) external ticking {
        _toggle(office % OFFICES, _gids(a, b), _opId(_mix(spice)), true);
    }

    /// @dev Mostly two active GIDs, asked for by an office with a say and signed by every active office.
    function merge(
        uint8 office,
        uint64 merged,
        uint64 survivor,
        uint8 willing,
        uint8 forgery,
        uint8 spice
    ) external ticking {
        spice = _mix(spice);
        if (spice % 4 == 0) (merged, survivor) = (_gid(merged), _gid(survivor));
        else (merged, survivor) = (_find(merged, spice % 32 == 1), _find(survivor, spice % 32 == 2));
        if (spice % 4 != 0 && merged < survivor) (merged, survivor) = (survivor, merged);
        Request memory asked = _request(office, merged, survivor, willing, forgery, spice);
        _merge(asked);
    }

    /// @dev The highest tower onto its next elder, with everybody's consent, so that towers reach the limit.
    function stack(uint8 office) external ticking {
        uint64 merged = _tallest();
        uint64 survivor = merged;
        while (survivor != 0 && (survivor == merged || !isActive(survivor))) --survivor;
        office = _concerned(office % OFFICES, needed(merged, survivor));
        uint256 signers = active & ~(1 << office);
        _merge(Request(office, merged, survivor, _newId(), type(uint64).max, signers, Signing.Forgery.None));
    }

    function split(uint8 office, uint64 merged, uint8 willing, uint8 forgery, uint8 spice) external ticking {
        spice = _mix(spice);
        merged = spice % 4 == 0 ? _gid(merged) : _find(merged, true);
        Request memory asked = _request(office, merged, parent[merged], willing, forgery, spice);
        OfficeSignature[] memory consents = _sign(asked, SPLIT, MERGE);
        bytes memory data =
            abi.encodeCall(registry.split, (Gid.wrap(asked.merged), asked.opId, asked.deadline, consents));
        bool valid = asked.survivor != 0;
        uint256 rule = valid ? CONSENT : FOREST;
        if (!_send(asked.office, asked.opId, data, valid && _mayAsk(asked), rule)) return;
        _part(asked.merged);
        _fold(6, abi.encode(asked.merged, asked.survivor, asked.opId, asked.signers | (1 << asked.office)));
    }

    function revoke(uint8 office, uint64 gid, uint8 spice) external ticking {
        (office, gid, spice) = (office % OFFICES, _gid(gid), _mix(spice));
        if (spice % 3 != 0) return; // rarely, or nothing is left
        (bytes32 reason, bytes32 opId) = (_newId(), _opId(spice));
        uint256 linked = links[gid] & (active | suspended);
        bool valid = isActive(gid) && linked & ~(1 << office) == 0 && childrenOf(gid) == 0
            && (linked != 0 || registrar[birthBatch[gid]] == office);
        bytes memory data = abi.encodeCall(registry.revoke, (Gid.wrap(gid), reason, opId));
        if (!_send(office, opId, data, valid, FROZEN)) return;
        revoked[gid] = true;
        _fold(7, abi.encode(gid, _code(office), reason, opId));
    }

    /// @dev The last call that went through, again.
    function replay() external ticking {
        if (_lastCall.length == 0) return;
        vm.prank(vm.addr(keyOf(_lastOffice)));
        (bool done,) = address(registry).call(_lastCall);
        if (done) _break(ONCE, "an operation went through twice");
    }

    /// @dev A write by somebody without an office, or with a key that an office has left; and a gift nobody may take.
    function intrude(address stranger, uint8 office) external ticking {
        office %= OFFICES;
        bool former = uint160(stranger) % 2 == 0 && _keyChanges[office] != 0;
        if (former) stranger = vm.addr(keyOf(office) - 0x100);
        for (uint8 other = 0; other < OFFICES; ++other) {
            if (stranger == vm.addr(keyOf(other))) return;
        }
        bytes32[] memory commitments = new bytes32[](1);
        commitments[0] = _newId();
        vm.prank(stranger);
        (bool done,) = address(registry).call(abi.encodeCall(registry.register, (commitments)));
        if (done) _break(OWN_LINKS, former ? "a key wrote that its office has left" : "a stranger wrote");
        (done,) = address(registry).call{value: 1}("");
        if (done) _break(NO_ETHER, "the registry took ether");
    }

    function _merge(Request memory asked) private {
        bool valid = asked.survivor < asked.merged && isActive(asked.merged) && isActive(asked.survivor)
            && height[asked.merged] < heightLimit;
        OfficeSignature[] memory consents = _sign(asked, MERGE, SPLIT);
        bytes memory data = abi.encodeCall(
            registry.merge, (Gid.wrap(asked.merged), Gid.wrap(asked.survivor), asked.opId, asked.deadline, consents)
        );
        uint256 rule = valid ? CONSENT : FOREST;
        if (!_send(asked.office, asked.opId, data, valid && _mayAsk(asked), rule)) return;
        _join(asked.merged, asked.survivor);
        _fold(5, abi.encode(asked.merged, asked.survivor, asked.opId, asked.signers | (1 << asked.office)));
    }

    function _toggle(uint8 office, Gid[] memory gids, bytes32 opId, bool isLinked) internal {
        bool valid = _ascend(gids);
        for (uint256 i = 0; i < gids.length; ++i) {
            valid = valid && isActive(Gid.unwrap(gids[i])) && _has(links[Gid.unwrap(gids[i])], office) == isLinked;
        }
        bytes memory data =
            isLinked ? abi.encodeCall(registry.unlink, (gids, opId)) : abi.encodeCall(registry.link, (gids, opId));
        if (!_send(office, opId, data, valid, OWN_LINKS)) return;
        for (uint256 i = 0; i < gids.length; ++i) {
            links[Gid.unwrap(gids[i])] ^= 1 << office;
        }
        _fold(isLinked ? 4 : 3, abi.encode(_code(office), opId, gids));
    }

    /// @dev Sends and compares with `valid`, which the office's standing and the operation id are added to.
    function _send(
        uint8 office,
        bytes32 opId,
        bytes memory data,
        bool valid,
        uint256 rule
    ) private returns (bool done) {
        vm.prank(vm.addr(keyOf(office)));
        (done,) = address(registry).call(data);
        bool mayWrite = _has(active, office) && !used[office][opId] && !isPaused();
        if (!done) {
            if (valid && mayWrite) _break(LIVENESS, "a valid operation was refused");
            return false;
        }
        if (used[office][opId]) _break(ONCE, "an operation id worked twice");
        if (!_has(active, office)) _break(OWN_LINKS, "an office without rights wrote");
        if (isPaused()) _break(FROZEN, "written during a pause");
        if (!valid) _break(rule, "went through and should not have");
        used[office][opId] = true;
        (_lastCall, _lastOffice) = (data, office);
    }

    /// @dev Nobody's consent is missing or worthless, and the sender has a say.
    function _mayAsk(Request memory asked) private view returns (bool) {
        uint256 asks = needed(asked.merged, asked.survivor);
        return _has(asks, asked.office) && asks & ~(asked.signers | (1 << asked.office)) == 0
            && asked.signers & ~active == 0 && asked.deadline >= time && asked.forgery.isHarmless(_count(asked.signers));
    }

    function _request(
        uint8 office,
        uint64 merged,
        uint64 survivor,
        uint8 willing,
        uint8 forgery,
        uint8 spice
    ) private returns (Request memory) {
        (office, willing, forgery) = (office % OFFICES, _mix(willing), _mix(forgery));
        if (spice % 4 != 0) office = _concerned(office, needed(merged, survivor));
        uint256 signers = (willing % 4 == 0 ? (willing >> 2) % (1 << OFFICES) : active) & ~(1 << office);
        uint64 deadline = uint64(spice % 16 == 0 ? time - 1 : spice % 16 == 1 ? time : type(uint64).max);
        return Request(office, merged, survivor, _opId(spice), deadline, signers, Signing.draw(forgery));
    }

    function _sign(
        Request memory asked,
        string memory right,
        string memory wrong
    ) private view returns (OfficeSignature[] memory consents) {
        consents = new OfficeSignature[](_count(asked.signers));
        uint256 next = 0;
        bytes32 typeHash = keccak256(bytes(asked.forgery == Signing.Forgery.OtherType ? wrong : right));
        bytes32 opId = asked.forgery == Signing.Forgery.OtherOperation ? bytes32("other") : asked.opId;
        for (uint8 office = 0; office < OFFICES; ++office) {
            if (!_has(asked.signers, office)) continue;
            uint8 proposer = asked.forgery == Signing.Forgery.OtherProposer ? office : asked.office;
            bytes32 structHash =
                keccak256(abi.encode(typeHash, office, proposer, asked.merged, asked.survivor, opId, asked.deadline));
            uint256 key = keyOf(asked.forgery == Signing.Forgery.OtherKey ? asked.office : office);
            consents[next++] =
                Signing.sign(office, key, Signing.digest("GID Pilot Registry", address(registry), structHash));
        }
        return Signing.spoil(consents, asked.forgery);
    }

    /// @dev The first active office from `office` on that has a say, or that one when none has.
    function _concerned(uint8 office, uint256 asks) private view returns (uint8) {
        for (uint8 i = 0; i < OFFICES; ++i) {
            uint8 other = (office + i) % OFFICES;
            if (_has(asks & active, other)) return other;
        }
        return office;
    }

    function _code(uint8 office) internal pure returns (OfficeCode) {
        return OfficeCode.wrap([bytes2("JP"), "KR", "SA", "EA"][office]);
    }

    /// @dev One GID, or two in whatever order they come.
    function _gids(uint64 a, uint64 b) internal view returns (Gid[] memory gids) {
        gids = new Gid[](_mix(uint8(b)) % 3 == 0 ? 2 : 1);
        gids[0] = Gid.wrap(_gid(a));
        if (gids.length == 2) gids[1] = Gid.wrap(_gid(b));
    }

    /// @dev forge draws edge values far more often than chance would.
    function _mix(uint8 seed) internal view returns (uint8) {
        return uint8(uint256(keccak256(abi.encode(seed, time))));
    }

    /// @dev The first GID from `seed` on that is active, or merged; any GID when there is none.
    function _find(uint64 seed, bool merged) internal view returns (uint64 gid) {
        gid = _gid(seed);
        for (uint64 i = 0; i < allotted; ++i) {
            if (merged ? parent[gid] != 0 : isActive(gid)) return gid;
            gid = (gid + 1) % (allotted + 2);
        }
    }

    /// @dev Of the active GIDs the one with the highest tower below it, so that towers grow.
    function _tallest() internal view returns (uint64 tallest) {
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            if (isActive(gid) && (tallest == 0 || height[gid] >= height[tallest])) tallest = gid;
        }
    }

    /// @dev Mostly a GID that exists, now and then one that does not.
    function _gid(uint64 seed) internal view returns (uint64) {
        return uint64(uint256(keccak256(abi.encode(seed, time))) % (allotted + 2));
    }

    function _newId() internal returns (bytes32) {
        _lastId = keccak256(abi.encode("id", _ids++));
        return _lastId;
    }

    /// @dev A fresh operation id, now and then the last one given to anybody.
    function _opId(uint8 spice) private returns (bytes32) {
        return spice >= 240 && _lastId != 0 ? _lastId : _newId();
    }
}
