// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "./interfaces/IApplicantRegistry.sol";
import {IOffices} from "./interfaces/IOffices.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {Batches} from "./parts/Batches.sol";
import {Consents} from "./parts/Consents.sol";
import {Action, Applicant, Status} from "./types/Applicant.sol";
import {Decision} from "./types/Decision.sol";
import {Gid} from "./types/Gid.sol";
import {OfficeCode} from "./types/OfficeCode.sol";
import {OfficeSignature} from "./types/OfficeSignature.sol";

/// @title Applicant registry
/// @notice Described in `IApplicantRegistry`.
/// @dev Immutable, without owner, token, ether or calls to anything but `Offices`, which only reads. A GID has storage of its
/// own from the first change on; until then its batch says everything about it.
contract ApplicantRegistry is Batches, Consents {
    uint256 private constant MAX_HEIGHT_LIMIT = 16;
    bytes32 private constant FORCE_UNLINK = keccak256(
        "ForceUnlink(address registry,uint64[] gids,uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)"
    );

    uint256 private immutable _heightLimit;

    mapping(Gid gid => Applicant) private _applicants;
    mapping(Gid gid => bytes32) private _commitments;
    // Offices by number, a bit each. The registering office's bit is inverted: zero storage means "linked from birth".
    mapping(Gid gid => uint256) private _links;
    // Offices linked to GIDs merged below this one. An upper bound, emptied when the last of them is split off.
    mapping(Gid gid => uint256) private _inherited;
    mapping(bytes32 decision => bool) private _decisions;

    constructor(IOffices offices_, uint256 batchLimit, uint256 heightLimit) Batches(batchLimit) Consents(offices_) {
        if (heightLimit == 0 || heightLimit > MAX_HEIGHT_LIMIT) revert RegistryBound(heightLimit, MAX_HEIGHT_LIMIT);
        _heightLimit = heightLimit;
    }

    /// @inheritdoc IApplicantRegistry
    function register(bytes32[] calldata commitments) external returns (uint64 number, Gid firstGid) {
        (uint8 office, OfficeCode code) = _offices.requireWriter(msg.sender);
        _requireSize(commitments.length);
        bytes32 treeRoot = MerkleTree.root(commitments);
        _useOperation(office, treeRoot);
        bytes32 root;
        (number, firstGid, root) = _allot(commitments.length, treeRoot, office);
        emit Registered(number, code, firstGid, root, commitments);
        _record(Action.Register, keccak256(abi.encode(number, code, firstGid, commitments.length, root)));
    }

    /// @inheritdoc IApplicantRegistry
    function amend(Gid[] calldata gids, bytes32[] calldata commitments, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _requireSize(gids.length);
        if (gids.length != commitments.length) revert RegistryLengthMismatch(gids.length, commitments.length);
        Range memory range;
        for (uint256 i = 0; i < gids.length; ++i) {
            Gid gid = gids[i];
            _requireAscending(gids, i);
            if (_linksOf(gid, range) & (1 << office) == 0) revert RegistryNotLinked(gid, office);
            _requireActive(gid);
            if (commitments[i] == 0) revert RegistryZeroCommitment(gid);
            _amend(gid, code, commitments[i], opId);
        }
    }

    /// @inheritdoc IApplicantRegistry
    function link(Gid[] calldata gids, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _requireSize(gids.length);
        Range memory range;
        for (uint256 i = 0; i < gids.length; ++i) {
            _requireAscending(gids, i);
            if (_linksOf(gids[i], range) & (1 << office) != 0) revert RegistryAlreadyLinked(gids[i], office);
            _requireActive(gids[i]);
            _links[gids[i]] ^= 1 << office;
        }
        emit Linked(code, opId, gids);
        _record(Action.Link, keccak256(abi.encode(code, opId, gids)));
    }

    /// @inheritdoc IApplicantRegistry
    function unlink(Gid[] calldata gids, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _requireSize(gids.length);
        Range memory range;
        for (uint256 i = 0; i < gids.length; ++i) {
            _requireAscending(gids, i);
            if (_linksOf(gids[i], range) & (1 << office) == 0) revert RegistryNotLinked(gids[i], office);
            _requireActive(gids[i]);
            _links[gids[i]] ^= 1 << office;
        }
        emit Unlinked(code, opId, gids);
        _record(Action.Unlink, keccak256(abi.encode(code, opId, gids)));
    }

    /// @inheritdoc IApplicantRegistry
    function merge(Gid merged, Gid survivor, bytes32 opId, uint64 deadline, OfficeSignature[] calldata consents) external {
        (uint8 office,) = _begin(opId);
        if (!(survivor < merged)) revert RegistryElderMustSurvive(merged, survivor);
        _requireExisting(merged);
        _requireExisting(survivor);
        _requireActive(merged);
        _requireActive(survivor);
        uint256 given = _requireConsents(
            Request(MERGE_CONSENT, office, merged, survivor, opId, deadline),
            _requireSay(office, merged, survivor),
            consents
        );
        _join(merged, survivor);
        emit Merged(merged, survivor, opId, given);
        _record(Action.Merge, keccak256(abi.encode(merged, survivor, opId, given)));
    }

    /// @inheritdoc IApplicantRegistry
    function split(Gid merged, bytes32 opId, uint64 deadline, OfficeSignature[] calldata consents) external {
        (uint8 office,) = _begin(opId);
        Status status = _requireExisting(merged);
        if (status != Status.Merged) revert RegistryNotMerged(merged, status);
        Gid survivor = _applicants[merged].survivor;
        uint256 given = _requireConsents(
            Request(SPLIT_CONSENT, office, merged, survivor, opId, deadline),
            _requireSay(office, merged, survivor),
            consents
        );
        _part(merged, survivor);
        emit SplitOff(merged, survivor, opId, given);
        _record(Action.Split, keccak256(abi.encode(merged, survivor, opId, given)));
    }

    /// @inheritdoc IApplicantRegistry
    function revoke(Gid gid, bytes32 reasonHash, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        Range memory range;
        uint256 linked = _linksOf(gid, range) & _offices.consentMask();
        _requireActive(gid);
        uint256 others = linked & ~(1 << office);
        if (others != 0) revert RegistryLinkedElsewhere(gid, others);
        if (linked == 0 && range.office != office) revert RegistryNotLinked(gid, office);
        Applicant storage applicant = _applicants[gid];
        if (applicant.children != 0) revert RegistryHasMerged(gid, applicant.children);
        applicant.revoked = true;
        emit Revoked(gid, code, reasonHash, opId);
        _record(Action.Revoke, keccak256(abi.encode(gid, code, reasonHash, opId)));
    }

    /// @inheritdoc IApplicantRegistry
    function forceUnlink(Gid[] calldata gids, uint8 office, bytes32 reasonHash, Decision calldata decision) external {
        _requireSize(gids.length);
        _useDecision(gids, office, reasonHash, decision);
        (, OfficeCode code,) = _offices.office(office);
        Range memory range;
        for (uint256 i = 0; i < gids.length; ++i) {
            _requireAscending(gids, i);
            _forceUnlink(gids[i], office, range);
        }
        emit ForceUnlinked(code, decision.opId, gids, reasonHash);
        _record(Action.ForceUnlink, keccak256(abi.encode(code, decision.opId, gids, reasonHash)));
    }

    /// @inheritdoc IApplicantRegistry
    function consentNeeded(Gid merged, Gid survivor) public view returns (uint256) {
        return (_sayOf(merged) | _sayOf(survivor) | _sayOf(resolve(survivor))) & _offices.consentMask();
    }

    /// @inheritdoc IApplicantRegistry
    function statusOf(Gid gid) public view returns (Status) {
        if (!_exists(gid)) return Status.Unknown;
        Applicant storage applicant = _applicants[gid];
        if (applicant.revoked) return Status.Revoked;
        return Gid.unwrap(applicant.survivor) == 0 ? Status.Active : Status.Merged;
    }

    /// @inheritdoc IApplicantRegistry
    function survivorOf(Gid gid) external view returns (Gid) {
        _requireExisting(gid);
        return _applicants[gid].survivor;
    }

    /// @inheritdoc IApplicantRegistry
    function resolve(Gid gid) public view returns (Gid end) {
        _requireExisting(gid);
        end = gid;
        // Enough steps for every path: at most `_heightLimit` merges lie on top of each other.
        for (uint256 step = 0; step < _heightLimit; ++step) {
            Gid survivor = _applicants[end].survivor;
            if (Gid.unwrap(survivor) == 0) return end;
            end = survivor;
        }
    }

    /// @inheritdoc IApplicantRegistry
    function commitmentOf(Gid gid) external view returns (bytes32) {
        _requireExisting(gid);
        return _commitments[gid];
    }

    /// @inheritdoc IApplicantRegistry
    function versionOf(Gid gid) external view returns (uint32) {
        _requireExisting(gid);
        return _applicants[gid].amendments + 1;
    }

    /// @inheritdoc IApplicantRegistry
    function officesOf(Gid gid) external view returns (uint256) {
        Range memory range;
        return _linksOf(gid, range);
    }

    /// @inheritdoc IApplicantRegistry
    function bounds() external view returns (uint256 batchLimit, uint256 heightLimit) {
        return (_batchLimit, _heightLimit);
    }

    /// @dev What every write of an office starts with.
    function _begin(bytes32 opId) private returns (uint8 office, OfficeCode code) {
        (office, code) = _offices.requireWriter(msg.sender);
        _useOperation(office, opId);
    }

    function _amend(Gid gid, OfficeCode code, bytes32 commitment, bytes32 opId) private {
        uint32 version = ++_applicants[gid].amendments + 1;
        _commitments[gid] = commitment;
        emit Amended(gid, code, version, commitment, opId);
        _record(Action.Amend, keccak256(abi.encode(gid, code, version, commitment, opId)));
    }

    function _join(Gid merged, Gid survivor) private {
        Applicant storage elder = _applicants[survivor];
        uint8 height = _applicants[merged].height + 1;
        if (height > _heightLimit) revert RegistryMergeTooHigh(survivor, height, _heightLimit);
        if (height > elder.height) elder.height = height;
        elder.children += 1;
        _inherited[survivor] |= _sayOf(merged);
        _applicants[merged].survivor = survivor;
    }

    function _part(Gid merged, Gid survivor) private {
        Applicant storage elder = _applicants[survivor];
        elder.children -= 1;
        if (elder.children == 0) {
            elder.height = 0;
            delete _inherited[survivor];
        }
        _applicants[merged].survivor = Gid.wrap(0);
    }

    function _forceUnlink(Gid gid, uint8 office, Range memory range) private {
        uint256 bit = 1 << office;
        bool isLinked = _linksOf(gid, range) & bit != 0;
        bool inherits = _inherited[gid] & bit != 0;
        if (!isLinked && !inherits) revert RegistryNotLinked(gid, office);
        if (_applicants[gid].revoked) revert RegistryNotActive(gid, Status.Revoked);
        if (isLinked) _links[gid] ^= bit;
        if (inherits) _inherited[gid] ^= bit;
    }

    function _useDecision(Gid[] calldata gids, uint8 office, bytes32 reasonHash, Decision calldata decision) private {
        (,, uint64 epoch) = _offices.council();
        bytes32 structHash = keccak256(
            abi.encode(
                FORCE_UNLINK,
                address(this),
                keccak256(abi.encodePacked(gids)), // EIP-712: an array's elements, a word each
                office,
                reasonHash,
                decision.opId,
                epoch,
                decision.deadline
            )
        );
        if (_decisions[structHash]) revert IOffices.OfficesDecisionUsed(structHash);
        _offices.requireCouncil(structHash, decision.deadline, decision.approvals);
        _decisions[structHash] = true;
    }

    function _requireAscending(Gid[] calldata gids, uint256 i) private pure {
        if (i != 0 && !(gids[i - 1] < gids[i])) revert RegistryNotAscending(gids[i - 1], gids[i]);
    }

    function _requireExisting(Gid gid) private view returns (Status status) {
        status = statusOf(gid);
        if (status == Status.Unknown) revert RegistryUnknownGid(gid);
    }

    function _requireActive(Gid gid) private view {
        Status status = statusOf(gid);
        if (status != Status.Active) revert RegistryNotActive(gid, status);
    }

    /// @dev Nobody merges or splits others' applicants, not even with everybody's consent.
    function _requireSay(uint8 office, Gid merged, Gid survivor) private view returns (uint256 needed) {
        needed = consentNeeded(merged, survivor);
        if (needed & (1 << office) == 0) revert RegistryNotLinked(merged, office);
    }

    function _linksOf(Gid gid, Range memory range) private view returns (uint256) {
        _locate(gid, range);
        return _links[gid] ^ (1 << range.office);
    }

    /// @dev Offices concerned by a merge of this GID: linked to it, or to one merged below it.
    function _sayOf(Gid gid) private view returns (uint256) {
        Range memory range;
        return _linksOf(gid, range) | _inherited[gid];
    }
}
