// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {MerkleTree} from "../libraries/MerkleTree.sol";
import {Batch} from "../types/Applicant.sol";
import {Gid} from "../types/Gid.sol";
import {Journal} from "./Journal.sol";

/// @title Batches: GIDs as contiguous ranges
/// @notice A GID is its batch's first GID plus its position in the batch. Ranges follow each other without gap or
/// overlap and are never changed, so no GID can be allotted twice, and each keeps its commitment and its registering
/// office.
abstract contract Batches is Journal {
    /// @dev A batch looked up before. Neighbouring GIDs share it, which saves searching again.
    struct Range {
        uint64 first;
        uint64 end; // first GID behind the range; zero before the first look-up
        uint8 office;
    }

    uint256 private constant MAX_BATCH_LIMIT = 2_000; // larger calls meet the limits of common nodes
    uint64 private constant LAST_GID = 999_999_999_999; // twelve digits are printed
    bytes32 private constant ROOT_DOMAIN = "gid-pilot/batch/1";

    uint256 internal immutable _batchLimit;
    // As deployed: were the chain to change its id, the paths of old batches would still verify.
    uint256 private immutable _chainId = block.chainid;

    uint64 private _nextGid = 1;
    uint64 private _batchCount;
    mapping(uint64 number => Batch) private _batches;

    constructor(uint256 batchLimit) {
        if (batchLimit == 0 || batchLimit > MAX_BATCH_LIMIT) revert RegistryBound(batchLimit, MAX_BATCH_LIMIT);
        _batchLimit = batchLimit;
    }

    /// @inheritdoc IApplicantRegistry
    function batchOf(Gid gid) external view returns (uint64) {
        return _search(gid);
    }

    /// @inheritdoc IApplicantRegistry
    function batch(uint64 number) external view returns (bytes32 root, Gid firstGid, uint256 count, uint8 office) {
        Batch storage found = _batches[number];
        return (found.root, found.firstGid, found.count, found.office);
    }

    /// @inheritdoc IApplicantRegistry
    function verify(Gid gid, bytes32 commitment, bytes32[] calldata path) external view returns (bool) {
        Batch storage found = _batches[_search(gid)];
        uint64 first = Gid.unwrap(found.firstGid);
        uint256 count = found.count;
        (bool fits, bytes32 treeRoot) = MerkleTree.rootFromPath(commitment, Gid.unwrap(gid) - first, count, path);
        return fits && _bindRoot(first, count, treeRoot) == found.root;
    }

    /// @inheritdoc IApplicantRegistry
    function nextGid() external view returns (Gid) {
        return Gid.wrap(_nextGid);
    }

    /// @inheritdoc IApplicantRegistry
    function batchCount() external view returns (uint64) {
        return _batchCount;
    }

    /// @dev The only place where GIDs come into being.
    function _allot(
        uint256 count,
        bytes32 treeRoot,
        uint8 office
    ) internal returns (uint64 number, Gid firstGid, bytes32 root) {
        uint64 first = _nextGid;
        firstGid = Gid.wrap(first);
        if (first + count - 1 > LAST_GID) revert RegistryExhausted(firstGid);
        number = _batchCount;
        root = _bindRoot(first, count, treeRoot);
        // `count` is at most MAX_BATCH_LIMIT, so it fits.
        _batches[number] = Batch({root: root, firstGid: firstGid, count: uint32(count), office: office});
        _nextGid = first + uint64(count);
        _batchCount = number + 1;
    }

    /// @dev Looks a GID up, keeping `range` when it lies in there.
    function _locate(Gid gid, Range memory range) internal view {
        uint64 value = Gid.unwrap(gid);
        if (value >= range.first && value < range.end) return;
        Batch storage found = _batches[_search(gid)];
        range.first = Gid.unwrap(found.firstGid);
        range.end = range.first + found.count;
        range.office = found.office;
    }

    function _exists(Gid gid) internal view returns (bool) {
        uint64 value = Gid.unwrap(gid);
        return value != 0 && value < _nextGid;
    }

    function _requireSize(uint256 size) internal view {
        if (size == 0 || size > _batchLimit) revert RegistryBatchSize(size, _batchLimit);
    }

    /// @dev Binary search over the ranges' first GIDs: the last one that is not above `gid`.
    function _search(Gid gid) private view returns (uint64 low) {
        if (!_exists(gid)) revert RegistryUnknownGid(gid);
        uint64 high = _batchCount;
        while (high - low > 1) {
            uint64 middle = (low + high) / 2;
            if (gid < _batches[middle].firstGid) high = middle;
            else low = middle;
        }
    }

    /// @dev Binds a tree to this chain, this registry and its range, so that a path proves one GID's commitment and no
    /// other's.
    function _bindRoot(uint64 first, uint256 count, bytes32 treeRoot) private view returns (bytes32) {
        return keccak256(abi.encode(ROOT_DOMAIN, _chainId, address(this), first, count, treeRoot));
    }
}
