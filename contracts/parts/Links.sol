// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {Action, Status} from "../types/Applicant.sol";
import {Decision} from "../types/Decision.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {Applicants} from "./Applicants.sol";

/// @title Links: which offices hold records of an applicant
/// @notice One bit per office and GID. Only the office itself sets and clears its bit; the council may clear it with a
/// reason.
abstract contract Links is Applicants {
    bytes32 private constant FORCE_UNLINK = keccak256(
        "ForceUnlink(address registry,uint64[] gids,uint8 office,bytes32 reasonHash,bytes32 opId,"
        "uint64 epoch,uint64 deadline)"
    );

    // The registering office's bit is stored inverted: zero storage means "linked from birth".
    mapping(Gid gid => uint256) private _links;
    // Offices linked to GIDs merged below this one. An upper bound, emptied when the last of them is split off.
    mapping(Gid gid => uint256) internal _inherited;
    mapping(bytes32 decision => bool) private _decisions;

    /// @inheritdoc IApplicantRegistry
    function link(Gid[] calldata gids, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _toggle(gids, office, false);
        emit Linked(code, opId, gids);
        _record(Action.Link, keccak256(abi.encode(code, opId, gids)));
    }

    /// @inheritdoc IApplicantRegistry
    function unlink(Gid[] calldata gids, bytes32 opId) external {
        (uint8 office, OfficeCode code) = _begin(opId);
        _toggle(gids, office, true);
        emit Unlinked(code, opId, gids);
        _record(Action.Unlink, keccak256(abi.encode(code, opId, gids)));
    }

    /// @inheritdoc IApplicantRegistry
    function forceUnlink(Gid[] calldata gids, uint8 office, bytes32 reasonHash, Decision calldata decision) external {
        _requireSize(gids.length);
        _useDecision(gids, office, reasonHash, decision);
        (, OfficeCode code,) = _offices.office(office);
        Range memory range;
        Gid last;
        for (uint256 i = 0; i < gids.length; ++i) {
            Gid gid = gids[i];
            _requireAscending(last, gid);
            _forceUnlink(gid, office, range);
            last = gid;
        }
        emit ForceUnlinked(code, decision.opId, gids, reasonHash);
        _record(Action.ForceUnlink, keccak256(abi.encode(code, decision.opId, gids, reasonHash)));
    }

    /// @inheritdoc IApplicantRegistry
    function officesOf(Gid gid) external view returns (uint256) {
        Range memory range;
        return _linksOf(gid, range);
    }

    /// @dev Reverts with `RegistryUnknownGid` for a GID that was never allotted.
    function _linksOf(Gid gid, Range memory range) internal view returns (uint256) {
        _locate(gid, range);
        return _links[gid] ^ (1 << range.office);
    }

    function _requireLink(Gid gid, uint8 office, Range memory range) internal view {
        if (_linksOf(gid, range) & (1 << office) == 0) revert RegistryNotLinked(gid, office);
    }

    /// @dev Strictly ascending lists name no GID twice, and neighbours share their batch. `last` is the one before, or 0.
    function _requireAscending(Gid last, Gid gid) internal pure {
        if (!(last < gid) && Gid.unwrap(last) != 0) revert RegistryNotAscending(last, gid);
    }

    /// @dev Turns the office's own bit of every GID from `wasLinked` to its opposite.
    function _toggle(Gid[] calldata gids, uint8 office, bool wasLinked) private {
        _requireSize(gids.length);
        uint256 bit = 1 << office;
        Range memory range;
        Gid last;
        for (uint256 i = 0; i < gids.length; ++i) {
            Gid gid = gids[i];
            _requireAscending(last, gid);
            _locate(gid, range);
            uint256 stored = _links[gid];
            bool isLinked = (stored ^ (1 << range.office)) & bit != 0;
            if (isLinked && !wasLinked) revert RegistryAlreadyLinked(gid, office);
            if (!isLinked && wasLinked) revert RegistryNotLinked(gid, office);
            _requireStillActive(gid);
            _links[gid] = stored ^ bit;
            last = gid;
        }
    }

    /// @dev Works on merged GIDs too: an office that is gone must not block a merge or a split for ever.
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
        address successor = _offices.successor();
        if (successor != address(0)) revert IOffices.OfficesSucceeded(successor);
        (,, uint64 epoch) = _offices.council();
        bytes32 structHash = keccak256(
            abi.encode(
                FORCE_UNLINK,
                address(this),
                keccak256(abi.encodePacked(gids)), // as EIP-712 hashes an array: its elements, a word each
                office,
                reasonHash,
                decision.opId,
                epoch,
                decision.deadline
            )
        );
        if (_decisions[structHash]) revert IOffices.OfficesDecisionUsed(structHash);
        _decisions[structHash] = true;
        _offices.requireCouncil(structHash, decision.deadline, decision.approvals);
    }
}
