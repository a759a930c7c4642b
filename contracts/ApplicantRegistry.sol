// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "./interfaces/IApplicantRegistry.sol";
import {IOffices} from "./interfaces/IOffices.sol";
import {MerkleTree} from "./libraries/MerkleTree.sol";
import {Applicants} from "./parts/Applicants.sol";
import {Batches} from "./parts/Batches.sol";
import {Journal} from "./parts/Journal.sol";
import {Merges} from "./parts/Merges.sol";
import {Action} from "./types/Applicant.sol";
import {Gid} from "./types/Gid.sol";
import {OfficeCode} from "./types/OfficeCode.sol";

/// @title Applicant registry
/// @notice Described in `IApplicantRegistry`.
/// @dev Immutable: no owner, no proxy, no token, no ether, and no calls but to `Offices`, all of them static. Read the
/// parts from the ground up: Journal, Batches, Applicants, Links, Consents, Merges, and then this contract.
contract ApplicantRegistry is Merges {
    /// @notice Takes the bounds, for good.
    /// @param offices_ Who may write.
    /// @param batchLimit Entries per call, 1 to 2,000.
    /// @param heightLimit Merges on top of each other, 1 to 16.
    constructor(
        IOffices offices_,
        uint256 batchLimit,
        uint256 heightLimit
    ) Journal(offices_) Batches(batchLimit) Applicants(heightLimit) {}

    /// @inheritdoc IApplicantRegistry
    function register(bytes32[] calldata commitments) external returns (uint64 number, Gid firstGid) {
        _requireSize(commitments.length);
        bytes32 treeRoot = MerkleTree.root(commitments);
        (uint8 office, OfficeCode code) = _begin(treeRoot);
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
        Gid last;
        for (uint256 i = 0; i < gids.length; ++i) {
            Gid gid = gids[i];
            _requireAscending(last, gid);
            _requireLink(gid, office, range);
            _requireStillActive(gid);
            _amend(gid, code, commitments[i], opId);
            last = gid;
        }
    }

    /// @inheritdoc IApplicantRegistry
    function revoke(Gid gid, bytes32 reasonHash, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _requireRevocable(gid, office);
        _applicants[gid].revoked = true;
        emit Revoked(gid, code, reasonHash, opId);
        _record(Action.Revoke, keccak256(abi.encode(gid, code, reasonHash, opId)));
    }

    function _amend(Gid gid, OfficeCode code, bytes32 commitment, bytes32 opId) private {
        if (commitment == 0) revert RegistryZeroCommitment(gid);
        uint32 amendments = _applicants[gid].amendments + 1;
        _applicants[gid].amendments = amendments;
        _commitments[gid] = commitment;
        emit Amended(gid, code, amendments + 1, commitment, opId);
        _record(Action.Amend, keccak256(abi.encode(gid, code, amendments + 1, commitment, opId)));
    }

    /// @dev Links of removed offices do not count: nobody could end them.
    function _requireRevocable(Gid gid, uint8 office) private view {
        Range memory range;
        uint256 linked = _linksOf(gid, range) & _offices.consentMask();
        _requireStillActive(gid);
        uint256 others = linked & ~(1 << office);
        if (others != 0) revert RegistryLinkedElsewhere(gid, others);
        if (linked == 0 && range.office != office) revert RegistryNotLinked(gid, office);
        uint256 children = _applicants[gid].children;
        if (children != 0) revert RegistryHasMerged(gid, children);
    }
}
