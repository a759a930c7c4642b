// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Status} from "../types/Applicant.sol";
import {Decision} from "../types/Decision.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {IOffices} from "./IOffices.sol";

/// @title Applicant registry: global identifiers and their life
/// @notice Allots GIDs in contiguous ranges, one salted commitment each, and records what happens to them afterwards.
/// No name and no other personal data ever reaches this contract.
///
/// Every write is sent by the current key of an active office and carries an operation id, which that office can use
/// once: a repeated or replayed transaction changes nothing. Every event is one change; `head` folds them all, in
/// order.
interface IApplicantRegistry {
    /// @notice A batch was anchored. GID `firstGid + i` belongs to `commitments[i]`.
    /// Head: action 1, `abi.encode(batch, office, firstGid, uint256 count, root)`.
    /// @param batch Number of the batch, counted from 0.
    /// @param office Code of the registering office, which is linked to all these GIDs from birth.
    /// @param firstGid First GID of the range.
    /// @param root `keccak256(abi.encode(bytes32("gid-pilot/batch/1"), chainid, registry, firstGid, count, treeRoot))`.
    /// @param commitments The commitments in order, one per GID.
    event Registered(
        uint64 indexed batch, OfficeCode indexed office, Gid firstGid, bytes32 root, bytes32[] commitments
    );

    /// @notice A GID's commitment was replaced. Head: action 2, `abi.encode(gid, office, version, commitment, opId)`.
    /// @param gid The GID concerned.
    /// @param office Code of the amending office.
    /// @param version 2 for the first commitment after the registered one, then 3 and so on.
    /// @param commitment The salted commitment.
    /// @param opId Operation id, which the office can use once.
    event Amended(Gid indexed gid, OfficeCode indexed office, uint32 version, bytes32 commitment, bytes32 opId);

    /// @notice The office holds records of these applicants. Head: action 3, `abi.encode(office, opId, gids)`.
    /// @param office Code of the office.
    /// @param opId Operation id, which the office can use once.
    /// @param gids The GIDs concerned, strictly ascending.
    event Linked(OfficeCode indexed office, bytes32 indexed opId, Gid[] gids);

    /// @notice The office no longer holds records of these applicants. Head: action 4, `abi.encode(office, opId,
    /// gids)`.
    /// @param office Code of the office.
    /// @param opId Operation id, which the office can use once.
    /// @param gids The GIDs concerned, strictly ascending.
    event Unlinked(OfficeCode indexed office, bytes32 indexed opId, Gid[] gids);

    /// @notice `merged` and `survivor` are one applicant; `merged` now leads to `survivor`, the elder of the two.
    /// Head: action 5, `abi.encode(merged, survivor, opId, consentBitmap)`.
    /// @param merged The younger GID, which now leads to the other.
    /// @param survivor The elder GID.
    /// @param opId Operation id, which the office can use once.
    /// @param consentBitmap Offices that consented, by number, the sender included.
    event Merged(Gid indexed merged, Gid indexed survivor, bytes32 opId, uint256 consentBitmap);

    /// @notice A merge was undone. Head: action 6, `abi.encode(merged, survivor, opId, consentBitmap)`.
    /// @param merged The GID that stands for itself again.
    /// @param survivor The GID that it led to.
    /// @param opId Operation id, which the office can use once.
    /// @param consentBitmap Offices that consented, by number, the sender included.
    event SplitOff(Gid indexed merged, Gid indexed survivor, bytes32 opId, uint256 consentBitmap);

    /// @notice A GID was taken out of use for good. Head: action 7, `abi.encode(gid, office, reasonHash, opId)`.
    /// @param gid The GID concerned.
    /// @param office Code of the revoking office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param opId Operation id, which the office can use once.
    event Revoked(Gid indexed gid, OfficeCode indexed office, bytes32 reasonHash, bytes32 opId);

    /// @notice The council ended an office's links. Head: action 8, `abi.encode(office, opId, gids, reasonHash)`.
    /// @param office Code of the office whose links ended.
    /// @param opId The decision's operation id.
    /// @param gids The GIDs concerned, strictly ascending.
    /// @param reasonHash Hash of the written reason, kept off chain.
    event ForceUnlinked(OfficeCode indexed office, bytes32 indexed opId, Gid[] gids, bytes32 reasonHash);

    /// @notice The GID was never allotted.
    /// @param gid The GID that came.
    error RegistryUnknownGid(Gid gid);

    /// @notice The GID is merged or revoked.
    /// @param gid The GID concerned.
    /// @param status Merged or revoked.
    error RegistryNotActive(Gid gid, Status status);

    /// @notice Only a merged GID can be split off.
    /// @param gid The GID concerned.
    /// @param status Where it stands now.
    error RegistryNotMerged(Gid gid, Status status);

    /// @notice A call takes 1 to `limit` entries.
    /// @param size Entries that came.
    /// @param limit The most that a call may hold.
    error RegistryBatchSize(uint256 size, uint256 limit);

    /// @notice There must be one commitment per GID.
    /// @param gids GIDs that came.
    /// @param commitments Commitments that came.
    error RegistryLengthMismatch(uint256 gids, uint256 commitments);

    /// @notice The office has used this operation id before: the earlier transaction took effect.
    /// @param office Number of the office.
    /// @param opId The id.
    error RegistryOperationUsed(uint8 office, bytes32 opId);

    /// @notice The office has no live link where it needs one.
    /// @param gid The GID concerned.
    /// @param office Number of the office.
    error RegistryNotLinked(Gid gid, uint8 office);

    /// @notice The office has a live link to this GID already.
    /// @param gid The GID concerned.
    /// @param office Number of the office.
    error RegistryAlreadyLinked(Gid gid, uint8 office);

    /// @notice GIDs must be strictly ascending.
    /// @param previous The GID before.
    /// @param gid The GID that is not above it.
    error RegistryNotAscending(Gid previous, Gid gid);

    /// @notice The survivor must be the smaller, that is elder, GID.
    /// @param merged The younger GID.
    /// @param survivor The elder GID.
    error RegistryElderMustSurvive(Gid merged, Gid survivor);

    /// @notice The merge would stack more than `limit` merges on top of each other.
    /// @param survivor The GID that would carry them.
    /// @param height Merges that would lie on top of each other.
    /// @param limit The most that is allowed.
    error RegistryMergeTooHigh(Gid survivor, uint256 height, uint256 limit);

    /// @notice The consents' deadline, unix time in seconds, lies in the past.
    /// @param deadline The deadline.
    error RegistryDeadlinePassed(uint64 deadline);

    /// @notice Offices that must consent and did not, as a bitmap by number.
    /// @param offices Those offices, as a bitmap by number.
    error RegistryConsentMissing(uint256 offices);

    /// @notice Consents must be strictly ascending by office number.
    /// @param previous Office number before.
    /// @param office Office number that is not above it.
    error RegistryConsentOrder(uint8 previous, uint8 office);

    /// @notice The consent is not signed by the current key of that office, or the office is not active.
    /// @param office Number of the office.
    error RegistryConsentInvalid(uint8 office);

    /// @notice Other offices have live links to this GID, as a bitmap by number.
    /// @param gid The GID concerned.
    /// @param offices Those offices, as a bitmap by number.
    error RegistryLinkedElsewhere(Gid gid, uint256 offices);

    /// @notice GIDs merged into this one would be left without an end.
    /// @param gid The GID concerned.
    /// @param children How many lead to it directly.
    error RegistryHasMerged(Gid gid, uint256 children);

    /// @notice A new commitment may not be zero: zero means "as registered".
    /// @param gid The GID that it was for.
    error RegistryZeroCommitment(Gid gid);

    /// @notice The 12-digit counter has no room for this batch.
    /// @param nextGid The GID that would be allotted next.
    error RegistryExhausted(Gid nextGid);

    /// @notice A constructor bound is zero or above `limit`.
    /// @param bound The bound that came.
    /// @param limit The most that is allowed.
    error RegistryBound(uint256 bound, uint256 limit);

    /// @notice Allots the next GIDs, one per commitment. The operation id is the tree root over the commitments, so an
    /// office cannot anchor the same list twice.
    /// @param commitments Salted commitments, 1 to `batchLimit` of them.
    /// @return batch Number of the new batch.
    /// @return firstGid First GID of its range.
    function register(bytes32[] calldata commitments) external returns (uint64 batch, Gid firstGid);

    /// @notice Replaces the commitments of GIDs to which the sender's office has a live link.
    /// @param gids Active GIDs, strictly ascending.
    /// @param commitments The new commitments, in the same order.
    /// @param opId Operation id, which the office can use once.
    function amend(Gid[] calldata gids, bytes32[] calldata commitments, bytes32 opId) external;

    /// @notice Links the sender's office to GIDs: it holds records of these applicants too.
    /// @param gids Active GIDs, strictly ascending, none linked to this office.
    /// @param opId Operation id, which the office can use once.
    function link(Gid[] calldata gids, bytes32 opId) external;

    /// @notice Ends the sender's own links.
    /// @param gids Active GIDs, strictly ascending, all linked to this office.
    /// @param opId Operation id, which the office can use once.
    function unlink(Gid[] calldata gids, bytes32 opId) external;

    /// @notice Declares two GIDs one applicant. The sender's office needs a live link on either side; every other
    /// office named by `consentNeeded` signs `MergeConsent`.
    /// @param merged The younger GID, which will lead to `survivor`.
    /// @param survivor The elder GID.
    /// @param opId Operation id, which the office can use once.
    /// @param deadline Last second at which the consents count, unix time.
    /// @param consents Signatures, strictly ascending by office number; the sender's own is not needed.
    function merge(
        Gid merged,
        Gid survivor,
        bytes32 opId,
        uint64 deadline,
        OfficeSignature[] calldata consents
    ) external;

    /// @notice Undoes the merge of `merged` into its survivor, and only that one. Consents as for `merge`, over
    /// `SplitConsent`.
    /// @param merged The merged GID.
    /// @param opId Operation id, which the office can use once.
    /// @param deadline Last second at which the signatures count, unix time.
    /// @param consents Signatures, strictly ascending by office number; the sender's own is not needed.
    function split(Gid merged, bytes32 opId, uint64 deadline, OfficeSignature[] calldata consents) external;

    /// @notice Takes an active GID out of use for good. No other office may be linked; with no link at all only the
    /// registering office may do so. No GID may be merged into it.
    /// @param gid The GID concerned.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param opId Operation id, which the office can use once.
    function revoke(Gid gid, bytes32 reasonHash, bytes32 opId) external;

    /// @notice Ends an office's links, and its say over merges below these GIDs, by the council's decision
    /// `ForceUnlink`. Sent by anybody.
    /// @param gids GIDs that are not revoked, strictly ascending.
    /// @param office Number of the office.
    /// @param reasonHash Hash of the written reason, kept off chain.
    /// @param decision The council's approvals, with the operation id and deadline that they name.
    function forceUnlink(Gid[] calldata gids, uint8 office, bytes32 reasonHash, Decision calldata decision) external;

    /// @notice The offices that must consent to merging these two, or to splitting the first from the second.
    /// @param merged The younger GID.
    /// @param survivor The elder GID.
    /// @return offices Bitmap by office number.
    function consentNeeded(Gid merged, Gid survivor) external view returns (uint256 offices);

    /// @notice Number of the batch that allotted `gid`.
    /// @param gid The GID concerned.
    /// @return batch Number of the batch, counted from 0.
    function batchOf(Gid gid) external view returns (uint64 batch);

    /// @notice One batch: bound root, first GID, number of GIDs, number of the registering office.
    /// @param number Number of the batch, counted from 0.
    /// @return root The bound root.
    /// @return firstGid First GID of the range.
    /// @return count Number of GIDs.
    /// @return office Number of the registering office.
    function batch(uint64 number) external view returns (bytes32 root, Gid firstGid, uint256 count, uint8 office);

    /// @notice Where a GID stands; `Unknown` when it was never allotted.
    /// @param gid The GID concerned.
    /// @return Its standing.
    function statusOf(Gid gid) external view returns (Status);

    /// @notice The GID that a merged one directly leads to; zero unless merged.
    /// @param gid The GID concerned.
    /// @return The elder GID; zero unless merged.
    function survivorOf(Gid gid) external view returns (Gid);

    /// @notice Follows merges to their end, in at most `heightLimit` steps.
    /// @param gid The GID concerned.
    /// @return end The GID in whose place `gid` now stands: itself unless merged. Active or revoked.
    function resolve(Gid gid) external view returns (Gid end);

    /// @notice The commitment that replaced the registered one; zero while it stands as registered.
    /// @param gid The GID concerned.
    /// @return The commitment; zero while it stands as registered.
    function commitmentOf(Gid gid) external view returns (bytes32);

    /// @notice Version of the commitment: 1 as registered.
    /// @param gid The GID concerned.
    /// @return The version, from 1.
    function versionOf(Gid gid) external view returns (uint32);

    /// @notice Offices with a live link, as a bitmap by number.
    /// @param gid The GID concerned.
    /// @return Bitmap by office number.
    function officesOf(Gid gid) external view returns (uint256);

    /// @notice Whether `commitment` is the one registered for `gid`.
    /// @param gid The GID concerned.
    /// @param commitment The commitment in question.
    /// @param path Siblings from the bottom up. A path of the wrong length gives false.
    /// @return True when it is.
    function verify(Gid gid, bytes32 commitment, bytes32[] calldata path) external view returns (bool);

    /// @notice The running hash over all changes, and how many there were.
    /// @return value The running hash; zero at the start.
    /// @return sequence Number of changes so far.
    function head() external view returns (bytes32 value, uint64 sequence);

    /// @notice The GID that will be allotted next.
    /// @return The GID.
    function nextGid() external view returns (Gid);

    /// @notice Number of batches.
    /// @return How many.
    function batchCount() external view returns (uint64);

    /// @notice Whether the office has used this operation id.
    /// @param office Number of the office.
    /// @param opId The operation id.
    /// @return True when it has.
    function isOperationUsed(uint8 office, bytes32 opId) external view returns (bool);

    /// @notice Who may write.
    /// @return The contract that says so.
    function offices() external view returns (IOffices);

    /// @notice Bounds fixed at deployment: entries per call, and merges on top of each other.
    /// @return batchLimit Entries per call.
    /// @return heightLimit Merges on top of each other.
    function bounds() external view returns (uint256 batchLimit, uint256 heightLimit);
}
