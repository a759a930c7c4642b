// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {ChangeHead} from "../libraries/ChangeHead.sol";
import {Action} from "../types/Applicant.sol";
import {OfficeCode} from "../types/OfficeCode.sol";

/// @title Journal: who writes, once, and the running hash over what was written
/// @notice Every write begins and ends here: with the sender's right and operation id, and with the head.
/// @dev The last state variable shares its slot with the first two of `Batches`: a registration writes that slot once.
abstract contract Journal is IApplicantRegistry {
    IOffices internal immutable _offices;

    bytes32 private _head;
    mapping(uint8 office => mapping(bytes32 opId => bool)) private _operations;
    uint64 private _sequence;

    constructor(IOffices offices_) {
        _offices = offices_;
    }

    /// @inheritdoc IApplicantRegistry
    function head() external view returns (bytes32 value, uint64 sequence) {
        return (_head, _sequence);
    }

    /// @inheritdoc IApplicantRegistry
    function isOperationUsed(uint8 office, bytes32 opId) external view returns (bool) {
        return _operations[office][opId];
    }

    /// @inheritdoc IApplicantRegistry
    function offices() external view returns (IOffices) {
        return _offices;
    }

    /// @dev What every write of an office starts with: the sender may write now, and has not used this id before.
    /// Ids belong to an office, so no other office can use one up by copying it from the pool of waiting transactions.
    function _begin(bytes32 opId) internal returns (uint8 office, OfficeCode code) {
        (office, code) = _offices.requireWriter(msg.sender);
        if (_operations[office][opId]) revert RegistryOperationUsed(office, opId);
        _operations[office][opId] = true;
    }

    /// @dev Called once per event, directly after it. `args` is the hash that the event's documentation spells out.
    function _record(Action action, bytes32 args) internal {
        uint64 sequence = _sequence + 1;
        _sequence = sequence;
        _head = ChangeHead.fold(_head, sequence, uint8(action), args);
    }
}
