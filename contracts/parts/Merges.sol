// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {Action, Applicant, Status} from "../types/Applicant.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {Consents} from "./Consents.sol";
import {Links} from "./Links.sol";

/// @title Merges: two GIDs found to be one applicant, and the way back
/// @notice The elder GID survives, whatever the order of merges. Both directions need the consent of every office
/// concerned.
abstract contract Merges is Links, Consents {
    /// @inheritdoc IApplicantRegistry
    function merge(
        Gid merged,
        Gid survivor,
        bytes32 opId,
        uint64 deadline,
        OfficeSignature[] calldata consents
    ) external {
        (uint8 office,) = _begin(opId);
        if (!(survivor < merged)) revert RegistryElderMustSurvive(merged, survivor);
        _requireActive(merged);
        _requireActive(survivor);
        Request memory request = Request(MERGE_CONSENT, office, merged, survivor, opId, deadline);
        uint256 given = _requireConsents(request, _requireSay(office, merged, survivor), consents);
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
        Request memory request = Request(SPLIT_CONSENT, office, merged, survivor, opId, deadline);
        uint256 given = _requireConsents(request, _requireSay(office, merged, survivor), consents);
        _part(merged, survivor);
        emit SplitOff(merged, survivor, opId, given);
        _record(Action.Split, keccak256(abi.encode(merged, survivor, opId, given)));
    }

    /// @inheritdoc IApplicantRegistry
    function consentNeeded(Gid merged, Gid survivor) public view returns (uint256) {
        Gid end = resolve(survivor); // answers for the whole tree; for a merge it is the survivor itself
        uint256 say = _sayOf(merged) | _sayOf(survivor);
        if (end < survivor) say |= _sayOf(end);
        return say & _offices.consentMask();
    }

    /// @dev Nobody merges or splits others' applicants, not even with everybody's consent.
    function _requireSay(uint8 office, Gid merged, Gid survivor) private view returns (uint256 needed) {
        needed = consentNeeded(merged, survivor);
        if (needed & (1 << office) == 0) revert RegistryNotLinked(merged, office);
    }

    /// @dev Offices concerned by a merge of this GID: linked to it, or to one merged below it.
    function _sayOf(Gid gid) private view returns (uint256) {
        Range memory range;
        return _linksOf(gid, range) | _inherited[gid];
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

    /// @dev Height and inherited say stay as upper bounds while other merges remain below `survivor`, and start afresh
    /// when none does.
    function _part(Gid merged, Gid survivor) private {
        Applicant storage elder = _applicants[survivor];
        elder.children -= 1;
        if (elder.children == 0) {
            elder.height = 0;
            delete _inherited[survivor];
        }
        _applicants[merged].survivor = Gid.wrap(0);
    }
}
