// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {Applicant, Status} from "../types/Applicant.sol";
import {Gid} from "../types/Gid.sol";
import {Batches} from "./Batches.sol";

/// @title Applicants: where each GID stands
/// @notice A GID has storage of its own from the first change on; until then its batch says everything about it.
/// Merged GIDs form a forest: a survivor is always the smaller GID, so no cycle can exist, and at most `_heightLimit`
/// merges lie on top of each other, so every path ends.
abstract contract Applicants is Batches {
    uint256 private constant MAX_HEIGHT_LIMIT = 16;

    uint256 internal immutable _heightLimit;

    mapping(Gid gid => Applicant) internal _applicants;
    mapping(Gid gid => bytes32) internal _commitments;

    constructor(uint256 heightLimit) {
        if (heightLimit == 0 || heightLimit > MAX_HEIGHT_LIMIT) revert RegistryBound(heightLimit, MAX_HEIGHT_LIMIT);
        _heightLimit = heightLimit;
    }

    /// @inheritdoc IApplicantRegistry
    function survivorOf(Gid gid) external view returns (Gid) {
        _requireExisting(gid);
        return _applicants[gid].survivor;
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
    function bounds() external view returns (uint256 batchLimit, uint256 heightLimit) {
        return (_batchLimit, _heightLimit);
    }

    /// @inheritdoc IApplicantRegistry
    function statusOf(Gid gid) public view returns (Status) {
        return _exists(gid) ? _standing(gid) : Status.Unknown;
    }

    /// @inheritdoc IApplicantRegistry
    function resolve(Gid gid) public view returns (Gid end) {
        _requireExisting(gid);
        end = gid;
        for (uint256 step = 0; step < _heightLimit; ++step) {
            Gid survivor = _applicants[end].survivor;
            if (Gid.unwrap(survivor) == 0) return end;
            end = survivor;
        }
    }

    function _requireExisting(Gid gid) internal view returns (Status status) {
        status = statusOf(gid);
        if (status == Status.Unknown) revert RegistryUnknownGid(gid);
    }

    function _requireActive(Gid gid) internal view {
        Status status = _requireExisting(gid);
        if (status != Status.Active) revert RegistryNotActive(gid, status);
    }

    /// @dev As `_requireActive`, of a GID that was found to exist before.
    function _requireStillActive(Gid gid) internal view {
        Status status = _standing(gid);
        if (status != Status.Active) revert RegistryNotActive(gid, status);
    }

    /// @dev Of a GID that exists; both fields share a slot, which is read once.
    function _standing(Gid gid) private view returns (Status) {
        Applicant storage applicant = _applicants[gid];
        (bool revoked, Gid survivor) = (applicant.revoked, applicant.survivor);
        if (revoked) return Status.Revoked;
        return Gid.unwrap(survivor) == 0 ? Status.Active : Status.Merged;
    }
}
