// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOffices} from "../interfaces/IOffices.sol";
import {Decision} from "../types/Decision.sol";
import {Council} from "./Council.sol";

/// @title Brakes: what stops the registry's writes
/// @notice The guardian stops them once and for a bounded time, so that a stolen guardian key costs at most 72 hours.
/// The council ends a pause, replaces the guardian, or freezes the registry for good by naming its successor. Reads
/// never stop.
abstract contract Brakes is Council {
    uint256 private constant MAX_PAUSE = 72 hours;

    bytes32 private constant LIFT_PAUSE = keccak256("LiftPause(bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant SET_GUARDIAN =
        keccak256("SetGuardian(address guardian,bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant SET_SUCCESSOR =
        keccak256("SetSuccessor(address successor,bytes32 opId,uint64 epoch,uint64 deadline)");

    address private _guardian;
    bool private _guardianArmed;

    address private _successor;
    uint64 private _pausedUntil;

    /// @inheritdoc IOffices
    function pause(uint64 until, bytes32 reasonHash) external {
        if (msg.sender != _guardian) revert OfficesNotGuardian(msg.sender);
        if (!_guardianArmed) revert OfficesPauseSpent();
        if (until <= block.timestamp || until > block.timestamp + MAX_PAUSE) {
            revert OfficesPauseLength(until, MAX_PAUSE);
        }
        _guardianArmed = false;
        _pausedUntil = until;
        emit Paused(until, reasonHash);
        _record(Change.Pause, keccak256(abi.encode(until, reasonHash)));
    }

    /// @inheritdoc IOffices
    function liftPause(Decision calldata decision) external {
        bytes32 structHash = keccak256(abi.encode(LIFT_PAUSE, decision.opId, _currentEpoch(), decision.deadline));
        _useDecision(structHash, decision, true);
        _pausedUntil = 0;
        _guardianArmed = true;
        emit PauseLifted();
        _record(Change.LiftPause, 0);
    }

    /// @inheritdoc IOffices
    function setGuardian(address guardian_, Decision calldata decision) external {
        bytes32 structHash =
            keccak256(abi.encode(SET_GUARDIAN, guardian_, decision.opId, _currentEpoch(), decision.deadline));
        _useDecision(structHash, decision, false);
        _setGuardian(guardian_);
    }

    /// @inheritdoc IOffices
    function setSuccessor(address successor_, Decision calldata decision) external {
        bytes32 structHash =
            keccak256(abi.encode(SET_SUCCESSOR, successor_, decision.opId, _currentEpoch(), decision.deadline));
        _useDecision(structHash, decision, false);
        if (_successor != address(0)) revert OfficesSucceeded(_successor);
        if (successor_.code.length == 0) revert OfficesNotAContract(successor_);
        _successor = successor_;
        emit SuccessorSet(successor_);
        _record(Change.SetSuccessor, keccak256(abi.encode(successor_)));
    }

    /// @inheritdoc IOffices
    function guardian() external view returns (address account, bool armed, uint64 pausedUntil) {
        return (_guardian, _guardianArmed, _pausedUntil);
    }

    /// @inheritdoc IOffices
    function successor() external view returns (address) {
        return _successor;
    }

    /// @dev Reverts while a pause lasts and once a successor is named.
    function _requireRunning() internal view {
        if (_successor != address(0)) revert OfficesSucceeded(_successor);
        if (block.timestamp < _pausedUntil) revert OfficesPaused(_pausedUntil);
    }

    function _setGuardian(address guardian_) internal {
        _guardian = guardian_;
        _guardianArmed = guardian_ != address(0);
        emit GuardianSet(guardian_);
        _record(Change.SetGuardian, keccak256(abi.encode(guardian_)));
    }
}
