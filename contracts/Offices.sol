// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOffices} from "./interfaces/IOffices.sol";
import {Brakes} from "./parts/Brakes.sol";
import {Council} from "./parts/Council.sol";
import {Decision} from "./types/Decision.sol";
import {OfficeCode} from "./types/OfficeCode.sol";
import {OfficeStatus} from "./types/OfficeStatus.sol";

/// @title Offices
/// @notice Described in `IOffices`.
/// @dev Immutable and without owner: the account that deploys it has no rights afterwards.
contract Offices is Brakes {
    struct Office {
        address key;
        OfficeCode code;
        OfficeStatus status;
    }

    uint256 private constant MAX_OFFICES = 256;

    bytes32 private constant ADMIT =
        keccak256("AdmitOffice(bytes2 code,address key,bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant SUSPEND =
        keccak256("SuspendOffice(uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant REINSTATE =
        keccak256("ReinstateOffice(uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant REMOVE =
        keccak256("RemoveOffice(uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)");
    bytes32 private constant RECOVER_KEY =
        keccak256("RecoverKey(uint8 office,address key,bytes32 opId,uint64 epoch,uint64 deadline)");

    mapping(uint8 number => Office) private _offices;
    mapping(address key => uint16) private _numberOfKey; // plus one; kept for replaced keys, so that none is used twice
    mapping(OfficeCode code => uint16) private _numberOfCode; // plus one
    mapping(uint8 number => address) private _proposedKey;
    uint256 private _consentMask;
    uint16 private _officeCount;

    /// @notice Founds the council.
    /// @param codes Codes of the founding offices, which are the first council.
    /// @param keys Their keys, in the same order.
    /// @param guardian_ Who may pause, or zero for nobody.
    /// @param timelock_ Seconds between scheduling and carrying out a decision, at most 30 days; zero on a development
    /// chain.
    constructor(
        OfficeCode[] memory codes,
        address[] memory keys,
        address guardian_,
        uint64 timelock_
    ) Council(timelock_) {
        if (codes.length == 0 || codes.length > MAX_OFFICES || codes.length != keys.length) {
            revert OfficesFounders(codes.length, keys.length);
        }
        for (uint256 i = 0; i < codes.length; ++i) {
            _enter(codes[i], keys[i]);
        }
        _setGuardian(guardian_);
    }

    /// @inheritdoc IOffices
    function admit(
        OfficeCode code,
        address key,
        bytes calldata keyProof,
        Decision calldata decision
    ) external returns (uint8 number) {
        bytes32 structHash = keccak256(abi.encode(ADMIT, code, key, decision.opId, _currentEpoch(), decision.deadline));
        _useDecision(structHash, decision, false);
        _requireProof(structHash, key, keyProof);
        return _enter(code, key);
    }

    /// @inheritdoc IOffices
    function suspend(uint8 number, bytes32 reasonHash, Decision calldata decision) external {
        _useDecision(_hashChange(SUSPEND, number, reasonHash, decision), decision, true);
        _requireStatus(number, OfficeStatus.Active);
        _leave(number, OfficeStatus.Suspended);
        emit OfficeSuspended(number, reasonHash);
        _record(Change.Suspend, keccak256(abi.encode(number, reasonHash)));
    }

    /// @inheritdoc IOffices
    function reinstate(uint8 number, bytes32 reasonHash, Decision calldata decision) external {
        _useDecision(_hashChange(REINSTATE, number, reasonHash, decision), decision, false);
        _requireStatus(number, OfficeStatus.Suspended);
        _offices[number].status = OfficeStatus.Active;
        _changeCouncil(_memberCount() + 1);
        emit OfficeReinstated(number, reasonHash);
        _record(Change.Reinstate, keccak256(abi.encode(number, reasonHash)));
    }

    /// @inheritdoc IOffices
    function remove(uint8 number, bytes32 reasonHash, Decision calldata decision) external {
        _useDecision(_hashChange(REMOVE, number, reasonHash, decision), decision, false);
        _requireMember(number);
        _leave(number, OfficeStatus.Removed);
        _consentMask &= ~(1 << number);
        emit OfficeRemoved(number, reasonHash);
        _record(Change.Remove, keccak256(abi.encode(number, reasonHash)));
    }

    /// @inheritdoc IOffices
    function recoverKey(uint8 number, address key, bytes calldata keyProof, Decision calldata decision) external {
        bytes32 structHash =
            keccak256(abi.encode(RECOVER_KEY, number, key, decision.opId, _currentEpoch(), decision.deadline));
        _useDecision(structHash, decision, false);
        _requireMember(number);
        _requireProof(structHash, key, keyProof);
        // A stolen key may have approved something: those approvals end here.
        _changeCouncil(_memberCount());
        _changeKey(number, key);
    }

    /// @inheritdoc IOffices
    function proposeKey(address key) external {
        (uint8 number,, bool active) = officeOf(msg.sender);
        if (!active) revert OfficesKeyNotActive(msg.sender);
        _requireUsable(key);
        _proposedKey[number] = key;
        emit KeyProposed(number, key);
        _record(Change.ProposeKey, keccak256(abi.encode(number, key)));
    }

    /// @inheritdoc IOffices
    function acceptKey(uint8 number) external {
        if (_proposedKey[number] != msg.sender) revert OfficesKeyNotProposed(number, msg.sender);
        _changeKey(number, msg.sender);
    }

    /// @inheritdoc IOffices
    function requireWriter(address key) external view returns (uint8 number, OfficeCode code) {
        _requireRunning();
        bool active;
        (number, code, active) = officeOf(key);
        if (!active) revert OfficesKeyNotActive(key);
    }

    /// @inheritdoc IOffices
    function officeOf(address key) public view returns (uint8 number, OfficeCode code, bool active) {
        uint16 plusOne = _numberOfKey[key];
        if (plusOne == 0) return (0, OfficeCode.wrap(0), false);
        number = uint8(plusOne - 1);
        Office storage found = _offices[number];
        return (number, found.code, found.key == key && found.status == OfficeStatus.Active);
    }

    /// @inheritdoc IOffices
    function office(uint8 number) external view returns (address key, OfficeCode code, OfficeStatus status) {
        Office storage found = _offices[number];
        if (found.status == OfficeStatus.None) revert OfficesUnknownOffice(number);
        return (found.key, found.code, found.status);
    }

    /// @inheritdoc IOffices
    function activeKey(uint8 number) public view override returns (address) {
        Office storage found = _offices[number];
        return found.status == OfficeStatus.Active ? found.key : address(0);
    }

    /// @inheritdoc IOffices
    function numberOf(OfficeCode code) external view returns (bool known, uint8 number) {
        uint16 plusOne = _numberOfCode[code];
        return plusOne == 0 ? (false, 0) : (true, uint8(plusOne - 1));
    }

    /// @inheritdoc IOffices
    function officeCount() external view returns (uint256) {
        return _officeCount;
    }

    /// @inheritdoc IOffices
    function consentMask() external view returns (uint256) {
        return _consentMask;
    }

    /// @dev A new office, or a removed one coming back under the number that its links carry.
    function _enter(OfficeCode code, address key) private returns (uint8 number) {
        if (!code.isWellFormed()) revert OfficesMalformedCode(code);
        _requireUsable(key);
        uint16 plusOne = _numberOfCode[code];
        if (plusOne == 0) {
            if (_officeCount == MAX_OFFICES) revert OfficesFull();
            plusOne = ++_officeCount;
            _numberOfCode[code] = plusOne;
        } else if (_offices[uint8(plusOne - 1)].status != OfficeStatus.Removed) {
            revert OfficesCodeTaken(code, uint8(plusOne - 1));
        }
        number = uint8(plusOne - 1);
        _offices[number] = Office({key: key, code: code, status: OfficeStatus.Active});
        _numberOfKey[key] = plusOne;
        _consentMask |= 1 << number;
        _changeCouncil(_memberCount() + 1);
        emit OfficeAdmitted(number, code, key);
        _record(Change.Admit, keccak256(abi.encode(number, code, key)));
    }

    /// @dev From Active or Suspended to `status`. A key announced by a thief must not outlive the suspension.
    function _leave(uint8 number, OfficeStatus status) private {
        uint16 members = _memberCount();
        if (_offices[number].status == OfficeStatus.Active) {
            if (members == 1) revert OfficesLastOffice(number);
            members -= 1;
        }
        _offices[number].status = status;
        delete _proposedKey[number];
        _changeCouncil(members);
    }

    function _changeKey(uint8 number, address key) private {
        // Checked again: another office may have taken the announced key meanwhile.
        _requireUsable(key);
        address oldKey = _offices[number].key;
        _offices[number].key = key;
        _numberOfKey[key] = uint16(number) + 1;
        delete _proposedKey[number];
        emit KeyChanged(number, oldKey, key);
        _record(Change.ChangeKey, keccak256(abi.encode(number, oldKey, key)));
    }

    function _hashChange(
        bytes32 typeHash,
        uint8 number,
        bytes32 reasonHash,
        Decision calldata decision
    ) private view returns (bytes32) {
        return keccak256(abi.encode(typeHash, number, reasonHash, decision.opId, _currentEpoch(), decision.deadline));
    }

    function _requireUsable(address key) private view {
        if (key == address(0) || _numberOfKey[key] != 0) revert OfficesKeyUnusable(key);
    }

    function _requireProof(bytes32 structHash, address key, bytes calldata keyProof) private view {
        if (key == address(0) || _recover(structHash, keyProof) != key) revert OfficesKeyUnproven(key);
    }

    function _requireStatus(uint8 number, OfficeStatus status) private view {
        OfficeStatus found = _offices[number].status;
        if (found != status) revert OfficesWrongStatus(number, found);
    }

    function _requireMember(uint8 number) private view {
        OfficeStatus found = _offices[number].status;
        if (found != OfficeStatus.Active && found != OfficeStatus.Suspended) revert OfficesWrongStatus(number, found);
    }
}
