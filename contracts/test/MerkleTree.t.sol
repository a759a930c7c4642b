// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MerkleTree} from "../libraries/MerkleTree.sol";
import {TreeDefinition} from "./TreeDefinition.sol";

/// @notice The library behind an external call, so that its calldata arguments exist.
contract MerkleTreeHarness {
    function root(bytes32[] calldata commitments) external pure returns (bytes32) {
        return MerkleTree.root(commitments);
    }

    /// @dev Allocates before and after, and answers whether the library left both alone.
    function rootKeepsMemory(bytes32[] calldata commitments, bytes calldata other) external pure returns (bool) {
        bytes memory before = other;
        bytes32 hashBefore = keccak256(before);
        bytes32 first = MerkleTree.root(commitments);
        bytes memory behind = other;
        bytes32 second = MerkleTree.root(commitments);
        return keccak256(before) == hashBefore && keccak256(behind) == hashBefore && first == second;
    }

    function rootFromPath(
        bytes32 commitment,
        uint256 index,
        uint256 count,
        bytes32[] calldata path
    ) external pure returns (bool fits, bytes32 result) {
        return MerkleTree.rootFromPath(commitment, index, count, path);
    }
}

/// @notice The assembly against RFC 6962's definition by recursion.
contract MerkleTreeTest {
    MerkleTreeHarness private _tree;

    function setUp() public {
        _tree = new MerkleTreeHarness();
    }

    function testFuzz_root_is_that_of_the_definition(bytes32[] calldata commitments) external view {
        if (commitments.length == 0) return;
        require(_tree.root(commitments) == TreeDefinition.root(commitments, 0, commitments.length), "root");
    }

    function testFuzz_memory_is_left_alone(bytes32[] calldata commitments, bytes calldata other) external view {
        if (commitments.length == 0) return;
        require(_tree.rootKeepsMemory(commitments, other), "memory");
    }

    function testFuzz_every_leaf_has_its_path(bytes32[] calldata commitments, uint256 index) external view {
        if (commitments.length == 0) return;
        index %= commitments.length;
        bytes32[] memory path = TreeDefinition.path(commitments, 0, commitments.length, index);
        (bool fits, bytes32 result) = _tree.rootFromPath(commitments[index], index, commitments.length, path);
        require(fits && result == TreeDefinition.root(commitments, 0, commitments.length), "path");
    }

    function testFuzz_no_other_leaf_has_that_path(
        bytes32[] calldata commitments,
        uint256 index,
        bytes32 forged
    ) external view {
        if (commitments.length == 0) return;
        index %= commitments.length;
        if (forged == commitments[index]) return;
        bytes32[] memory path = TreeDefinition.path(commitments, 0, commitments.length, index);
        (bool fits, bytes32 result) = _tree.rootFromPath(forged, index, commitments.length, path);
        require(!fits || result != TreeDefinition.root(commitments, 0, commitments.length), "forged");
    }

    function testFuzz_index_beyond_the_batch_is_refused(
        uint256 index,
        uint16 count,
        bytes32[] calldata path
    ) external view {
        if (index < count) return;
        (bool fits,) = _tree.rootFromPath(bytes32(0), index, count, path);
        require(!fits, "index");
    }
}
