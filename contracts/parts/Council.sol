// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IOffices} from "../interfaces/IOffices.sol";
import {ChangeHead} from "../libraries/ChangeHead.sol";
import {Decision} from "../types/Decision.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";

/// @title Council: decisions by m of the n active offices
/// @notice An approval is an EIP-712 signature over the decision with all its arguments, the membership epoch, an
/// operation id and a deadline. It counts while the epoch lasts, and a decision can be carried out once.
abstract contract Council is IOffices, EIP712 {
    /// @dev The kinds of change that this contract's head folds. The numbers are part of the head's definition.
    enum Change {
        None,
        Admit,
        Suspend,
        Reinstate,
        Remove,
        ProposeKey,
        ChangeKey,
        Pause,
        LiftPause,
        SetGuardian,
        SetSuccessor,
        ScheduleDecision
    }

    struct Schedule {
        uint64 notBefore; // unix time; zero when not scheduled
        uint64 epoch; // in which the approvals were given
    }

    uint256 private constant MAX_TIMELOCK = 30 days;

    uint64 private immutable _timelock;

    bytes32 private _head;
    uint64 private _sequence;
    uint64 private _epoch = 1;
    uint16 private _members;
    mapping(bytes32 decision => Schedule) private _schedules;
    mapping(bytes32 decision => bool) private _used;

    constructor(uint64 timelock_) EIP712("GID Pilot Offices", "1") {
        if (timelock_ > MAX_TIMELOCK) revert OfficesTimelock(timelock_, MAX_TIMELOCK);
        _timelock = timelock_;
    }

    /// @inheritdoc IOffices
    function schedule(bytes32 decision, OfficeSignature[] calldata approvals) external {
        if (notBefore(decision) != 0) revert OfficesAlreadyScheduled(decision, notBefore(decision));
        _requireApprovals(decision, approvals);
        uint64 from = uint64(block.timestamp) + _timelock;
        _schedules[decision] = Schedule({notBefore: from, epoch: _epoch});
        emit DecisionScheduled(decision, from);
        _record(Change.ScheduleDecision, keccak256(abi.encode(decision, from)));
    }

    /// @inheritdoc IOffices
    function requireCouncil(bytes32 decision, uint64 deadline, OfficeSignature[] calldata approvals) external view {
        _requireDecided(decision, deadline, approvals, false);
    }

    /// @inheritdoc IOffices
    function council() external view returns (uint256 members, uint256 threshold, uint64 epoch) {
        return (_members, _threshold(), _epoch);
    }

    /// @inheritdoc IOffices
    function timelock() external view returns (uint64) {
        return _timelock;
    }

    /// @inheritdoc IOffices
    function head() external view returns (bytes32 value, uint64 sequence) {
        return (_head, _sequence);
    }

    /// @inheritdoc IOffices
    function activeKey(uint8 number) public view virtual returns (address);

    /// @inheritdoc IOffices
    function notBefore(bytes32 decision) public view returns (uint64) {
        // The decision names an epoch too, but that one could lie ahead of the approvals.
        Schedule storage found = _schedules[decision];
        return found.epoch == _epoch ? found.notBefore : 0;
    }

    /// @dev Lets a decision through once. `urgent` ones need no timelock.
    function _useDecision(bytes32 structHash, Decision calldata decision, bool urgent) internal {
        if (_used[structHash]) revert OfficesDecisionUsed(structHash);
        _requireDecided(structHash, decision.deadline, decision.approvals, urgent);
        _used[structHash] = true;
    }

    /// @dev Voids every approval given so far, because the council is no longer the one that gave it.
    function _changeCouncil(uint16 members) internal {
        _members = members;
        _epoch += 1;
    }

    function _record(Change change, bytes32 args) internal {
        uint64 sequence = _sequence + 1;
        _sequence = sequence;
        _head = ChangeHead.fold(_head, sequence, uint8(change), args);
    }

    function _memberCount() internal view returns (uint16) {
        return _members;
    }

    function _currentEpoch() internal view returns (uint64) {
        return _epoch;
    }

    function _recover(bytes32 structHash, bytes calldata signature) internal view returns (address signer) {
        (signer,,) = ECDSA.tryRecoverCalldata(_hashTypedDataV4(structHash), signature);
    }

    function _requireDecided(
        bytes32 decision,
        uint64 deadline,
        OfficeSignature[] calldata approvals,
        bool urgent
    ) private view {
        if (block.timestamp > deadline) revert OfficesDeadlinePassed(deadline);
        if (approvals.length != 0 && (urgent || _timelock == 0)) return _requireApprovals(decision, approvals);
        uint64 from = notBefore(decision);
        if (from == 0 || block.timestamp < from) revert OfficesTooEarly(decision, from);
    }

    function _requireApprovals(bytes32 decision, OfficeSignature[] calldata approvals) private view {
        for (uint256 i = 0; i < approvals.length; ++i) {
            uint8 number = approvals[i].office;
            if (i != 0 && number <= approvals[i - 1].office) {
                revert OfficesApprovalOrder(approvals[i - 1].office, number);
            }
            address key = activeKey(number);
            if (key == address(0) || _recover(decision, approvals[i].signature) != key) {
                revert OfficesApprovalInvalid(number);
            }
        }
        if (approvals.length < _threshold()) revert OfficesTooFewApprovals(approvals.length, _threshold());
    }

    /// @dev More than two thirds: any two majorities share members, and from four offices on no single one can block.
    function _threshold() private view returns (uint256) {
        return (2 * uint256(_members)) / 3 + 1;
    }
}
