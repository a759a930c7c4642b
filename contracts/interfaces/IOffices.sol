// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Decision} from "../types/Decision.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {OfficeStatus} from "../types/OfficeStatus.sol";

/// @title Offices: who may write to the applicant registry
/// @notice Offices are admitted, suspended, reinstated and removed by the council of the active offices, n of them, of
/// which m = floor(2n / 3) + 1 must approve by EIP-712 signature. Every approval names the membership epoch and dies
/// with it.
/// The guardian may stop the registry's writes once, for at most 72 hours. Nobody else has any power here.
///
/// Decisions other than `suspend` and `liftPause` wait for the timelock: `schedule` first, with the approvals, then the
/// call itself by anybody, with none. When the timelock is zero the approvals come with the call. A change of
/// membership in
/// between voids what is scheduled.
interface IOffices {
    /// @notice An office became a member.
    /// Head: action 1, `abi.encode(number, code, key)`.
    /// @param number Number of the office.
    /// @param code Code of the office, from WIPO ST.3.
    /// @param key Its signing key.
    event OfficeAdmitted(uint8 indexed number, OfficeCode indexed code, address indexed key);

    /// @notice An office lost its right to write and vote until it is reinstated.
    /// Head: action 2, `abi.encode(number, reasonHash)`.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    event OfficeSuspended(uint8 indexed number, bytes32 reasonHash);

    /// @notice A suspended office may write and vote again.
    /// Head: action 3, `abi.encode(number, reasonHash)`.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    event OfficeReinstated(uint8 indexed number, bytes32 reasonHash);

    /// @notice An office left; its links no longer ask for its consent.
    /// Head: action 4, `abi.encode(number, reasonHash)`.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    event OfficeRemoved(uint8 indexed number, bytes32 reasonHash);

    /// @notice An office announced its next key; nothing changes until that key accepts.
    /// Head: action 5, `abi.encode(number, key)`.
    /// @param number Number of the office.
    /// @param key The announced key.
    event KeyProposed(uint8 indexed number, address indexed key);

    /// @notice An office's key was replaced. The old key can never be used again, by any office.
    /// Head: action 6, `abi.encode(number, oldKey, newKey)`.
    /// @param number Number of the office.
    /// @param oldKey The key that no longer counts.
    /// @param newKey The key that counts now.
    event KeyChanged(uint8 indexed number, address indexed oldKey, address indexed newKey);

    /// @notice The registry's writes stop until `until`, unix time in seconds, unless the council lifts the pause
    /// before. Head: action 7, `abi.encode(until, reasonHash)`.
    /// @param until End of the pause, unix time in seconds.
    /// @param reasonHash Hash of the written reason, kept off chain.
    event Paused(uint64 until, bytes32 reasonHash);

    /// @notice The council ended the pause and gave the guardian its one pause back.
    /// Head: action 8, `bytes32(0)` in place of a hash.
    event PauseLifted();

    /// @notice The council named the guardian and gave it one pause.
    /// Head: action 9, `abi.encode(guardian)`.
    /// @param guardian Who may pause; zero for nobody.
    event GuardianSet(address indexed guardian);

    /// @notice The registry is frozen for good; readers go on at `successor`.
    /// Head: action 10, `abi.encode(successor)`.
    /// @param successor The contract that took over.
    event SuccessorSet(address indexed successor);

    /// @notice The council approved a decision that may be carried out from `notBefore`, unix time in seconds.
    /// Head: action 11, `abi.encode(decision, notBefore)`.
    /// @param decision EIP-712 struct hash of the decision.
    /// @param notBefore From when it may be carried out, unix time in seconds.
    event DecisionScheduled(bytes32 indexed decision, uint64 notBefore);

    /// @notice `key` is not the current key of an active office.
    /// @param key The key that came.
    error OfficesKeyNotActive(address key);

    /// @notice There is no office of that number.
    /// @param number Number of the office.
    error OfficesUnknownOffice(uint8 number);

    /// @notice The office's status does not allow this change.
    /// @param number Number of the office.
    /// @param status Where it stands now.
    error OfficesWrongStatus(uint8 number, OfficeStatus status);

    /// @notice A code must be two capital ASCII letters.
    /// @param code The code that came.
    error OfficesMalformedCode(OfficeCode code);

    /// @notice The code belongs to a member already.
    /// @param code The code that came.
    /// @param number The office that has it.
    error OfficesCodeTaken(OfficeCode code, uint8 number);

    /// @notice The key is zero, or is or was the key of an office.
    /// @param key The key that came.
    error OfficesKeyUnusable(address key);

    /// @notice The new key's signature is missing or not its own: nobody has shown that it can sign.
    /// @param key The key that came.
    error OfficesKeyUnproven(address key);

    /// @notice No change of key was announced to `sender` by this office.
    /// @param number Number of the office.
    /// @param sender Who sent the call.
    error OfficesKeyNotProposed(uint8 number, address sender);

    /// @notice All 256 office numbers are given away.
    error OfficesFull();

    /// @notice The council cannot vote its last member out.
    /// @param number Number of the office.
    error OfficesLastOffice(uint8 number);

    /// @notice Fewer valid approvals than the council needs.
    /// @param given Valid approvals that came.
    /// @param needed Approvals that the council needs.
    error OfficesTooFewApprovals(uint256 given, uint256 needed);

    /// @notice Approvals must be strictly ascending by office number.
    /// @param previous Office number before.
    /// @param office Office number that is not above it.
    error OfficesApprovalOrder(uint8 previous, uint8 office);

    /// @notice The approval is not signed by the office's current key, or the office is not active.
    /// @param office Number of the office.
    error OfficesApprovalInvalid(uint8 office);

    /// @notice The decision's deadline, unix time in seconds, lies in the past.
    /// @param deadline The deadline.
    error OfficesDeadlinePassed(uint64 deadline);

    /// @notice The decision was carried out before.
    /// @param decision EIP-712 struct hash of the decision.
    error OfficesDecisionUsed(bytes32 decision);

    /// @notice The decision is scheduled already.
    /// @param decision EIP-712 struct hash of the decision.
    /// @param notBefore From when it may be carried out, unix time in seconds.
    error OfficesAlreadyScheduled(bytes32 decision, uint64 notBefore);

    /// @notice The decision must be scheduled and may be carried out from `notBefore`; zero means it was never
    /// scheduled.
    /// @param decision EIP-712 struct hash of the decision.
    /// @param notBefore From when it may be carried out, unix time in seconds.
    error OfficesTooEarly(bytes32 decision, uint64 notBefore);

    /// @notice The registry's writes are stopped until `until`, unix time in seconds.
    /// @param until End of the pause, unix time in seconds.
    error OfficesPaused(uint64 until);

    /// @notice The registry is frozen; `successor` has taken over.
    /// @param successor The contract that took over.
    error OfficesSucceeded(address successor);

    /// @notice `successor` has no code.
    /// @param successor The address that came.
    error OfficesNotAContract(address successor);

    /// @notice Only the guardian may pause.
    /// @param sender Who sent the call.
    error OfficesNotGuardian(address sender);

    /// @notice The guardian has used its pause; the council can give it another.
    error OfficesPauseSpent();

    /// @notice A pause must end in the future and within `limit` seconds.
    /// @param until The end that came, unix time in seconds.
    /// @param limit The longest allowed, in seconds.
    error OfficesPauseLength(uint64 until, uint256 limit);

    /// @notice The constructor needs as many codes as keys, between 1 and 256.
    /// @param codes Codes that came.
    /// @param keys Keys that came.
    error OfficesFounders(uint256 codes, uint256 keys);

    /// @notice The timelock, in seconds, is longer than `limit`.
    /// @param timelock The timelock that came, in seconds.
    /// @param limit The longest allowed, in seconds.
    error OfficesTimelock(uint256 timelock, uint256 limit);

    /// @notice Approves a decision now that is carried out after the timelock.
    /// @param decision EIP-712 struct hash of the decision, naming the current epoch.
    /// @param approvals At least m signatures over it.
    function schedule(bytes32 decision, OfficeSignature[] calldata approvals) external;

    /// @notice Admits an office, or takes a removed one back under its old number.
    /// @param code Its WIPO ST.3 code.
    /// @param key Its signing key, never used by an office before.
    /// @param keyProof The key's own signature over the same decision.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    /// @return number Its number, 0 to 255.
    function admit(
        OfficeCode code,
        address key,
        bytes calldata keyProof,
        Decision calldata decision
    ) external returns (uint8 number);

    /// @notice Takes an active office's right to write and vote, at once, and drops a key it may have announced.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function suspend(uint8 number, bytes32 reasonHash, Decision calldata decision) external;

    /// @notice Gives a suspended office its rights back.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function reinstate(uint8 number, bytes32 reasonHash, Decision calldata decision) external;

    /// @notice Removes an active or suspended office.
    /// @param number Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function remove(uint8 number, bytes32 reasonHash, Decision calldata decision) external;

    /// @notice Replaces a lost or stolen key by the council's decision.
    /// @param number Number of the office.
    /// @param key The new key, never used by an office before.
    /// @param keyProof The new key's own signature over the same decision.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function recoverKey(uint8 number, address key, bytes calldata keyProof, Decision calldata decision) external;

    /// @notice First half of an office's own change of key, sent by its current key.
    /// @param key The next key, never used by an office before.
    function proposeKey(address key) external;

    /// @notice Second half, sent by the new key.
    /// @param number Number of the office.
    function acceptKey(uint8 number) external;

    /// @notice Stops the registry's writes; reads and the council go on.
    /// @param until End of the pause, unix time in seconds, at most 72 hours ahead.
    /// @param reasonHash Hash of the written reason, kept off chain.
    function pause(uint64 until, bytes32 reasonHash) external;

    /// @notice Ends a pause at once and gives the guardian its pause back.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function liftPause(Decision calldata decision) external;

    /// @notice Names the guardian (zero: nobody) and gives it one pause.
    /// @param guardian Who may pause; zero for nobody.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function setGuardian(address guardian, Decision calldata decision) external;

    /// @notice Freezes the registry for good and points readers to the contract that takes over.
    /// @param successor The contract that takes over.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function setSuccessor(address successor, Decision calldata decision) external;

    /// @notice Reverts unless `key` may write to the registry now: key of an active office, no pause, no successor.
    /// @param key The key that is to write.
    /// @return number The office's number.
    /// @return code The office's code.
    function requireWriter(address key) external view returns (uint8 number, OfficeCode code);

    /// @notice Reverts unless the council has approved `decision` and it may be carried out now.
    /// @dev A view: the caller remembers itself that the decision was used.
    /// @param decision EIP-712 struct hash of the decision, naming the current epoch.
    /// @param deadline Last second of its validity, unix time.
    /// @param approvals Signatures over it; empty when it was scheduled.
    function requireCouncil(bytes32 decision, uint64 deadline, OfficeSignature[] calldata approvals) external view;

    /// @notice The office that `key` stands for. `active` is false for a replaced key and for an office without rights.
    /// @param key A key that is or was the key of an office.
    /// @return number Number of the office, 0 when there is none.
    /// @return code Its code.
    /// @return active Whether the key may write and vote now.
    function officeOf(address key) external view returns (uint8 number, OfficeCode code, bool active);

    /// @notice One office; reverts when the number was never given.
    /// @param number Number of the office.
    /// @return key Its current key.
    /// @return code Its code.
    /// @return status Its standing.
    function office(uint8 number) external view returns (address key, OfficeCode code, OfficeStatus status);

    /// @notice The current key of an active office, zero for any other.
    /// @param number Number of the office.
    /// @return key The key; zero when there is none.
    function activeKey(uint8 number) external view returns (address key);

    /// @notice The number that belongs to a code; `known` is false when the code was never admitted.
    /// @param code Code of the office, from WIPO ST.3.
    /// @return known Whether the code was ever admitted.
    /// @return number Number of the office.
    function numberOf(OfficeCode code) external view returns (bool known, uint8 number);

    /// @notice Offices ever admitted; their numbers are 0 to this minus one.
    /// @return How many.
    function officeCount() external view returns (uint256);

    /// @notice The council: active offices n, approvals needed m, and the membership epoch that approvals must name.
    /// @return members Active offices, n.
    /// @return threshold Approvals needed, m.
    /// @return epoch The membership epoch.
    function council() external view returns (uint256 members, uint256 threshold, uint64 epoch);

    /// @notice Offices whose links ask for their consent, as a bitmap by number: all but the removed.
    /// @return Bitmap by office number.
    function consentMask() external view returns (uint256);

    /// @notice The guardian, whether its pause is unused, and the end of the current or last pause.
    /// @return account The guardian; zero for nobody.
    /// @return armed Whether its pause is unused.
    /// @return pausedUntil End of the current or last pause, unix time in seconds.
    function guardian() external view returns (address account, bool armed, uint64 pausedUntil);

    /// @notice The contract that took over; zero while this one is in charge.
    /// @return The contract.
    function successor() external view returns (address);

    /// @notice Seconds between scheduling and carrying out a decision.
    /// @return Seconds.
    function timelock() external view returns (uint64);

    /// @notice The running hash over all changes of this contract, and how many there were.
    /// @return value The running hash; zero at the start.
    /// @return sequence Number of changes so far.
    function head() external view returns (bytes32 value, uint64 sequence);

    /// @notice When a scheduled decision may be carried out, unix time; zero when it was not scheduled in this epoch.
    /// @param decision EIP-712 struct hash of the decision.
    /// @return Unix time in seconds; zero for never.
    function notBefore(bytes32 decision) external view returns (uint64);
}
