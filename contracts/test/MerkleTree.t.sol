// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {MerkleTree} from "../libraries/MerkleTree.sol";

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

/// @notice The assembly against RFC 6962's definition by recursion, in plain Solidity.
contract MerkleTreeTest {
    MerkleTreeHarness private _tree;

    function setUp() public {
        _tree = new MerkleTreeHarness();
    }

    function testFuzz_root_is_that_of_the_definition(bytes32[] calldata commitments) external view {
        if (commitments.length == 0) return;
        require(_tree.root(commitments) == _define(commitments), "root");
    }

    function testFuzz_memory_is_left_alone(bytes32[] calldata commitments, bytes calldata other) external view {
        if (commitments.length == 0) return;
        require(_tree.rootKeepsMemory(commitments, other), "memory");
    }

    function testFuzz_every_leaf_has_its_path(bytes32[] calldata commitments, uint256 index) external view {
        if (commitments.length == 0) return;
        index %= commitments.length;
        bytes32[] memory path = _path(commitments, index);
        (bool fits, bytes32 result) = _tree.rootFromPath(commitments[index], index, commitments.length, path);
        require(fits && result == _define(commitments), "path");
    }

    function testFuzz_no_other_leaf_has_that_path(
        bytes32[] calldata commitments,
        uint256 index,
        bytes32 forged
    ) external view {
        if (commitments.length == 0) return;
        index %= commitments.length;
        if (forged == commitments[index]) return;
        bytes32[] memory path = _path(commitments, index);
        (bool fits, bytes32 result) = _tree.rootFromPath(forged, index, commitments.length, path);
        require(!fits || result != _define(commitments), "forged");
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

    function _define(bytes32[] calldata commitments) private pure returns (bytes32) {
        uint256 count = commitments.length;
        if (count == 1) return keccak256(bytes.concat(hex"00", commitments[0]));
        uint256 left = _divide(count);
        return keccak256(bytes.concat(hex"01", _define(commitments[:left]), _define(commitments[left:])));
    }

    function _path(bytes32[] calldata commitments, uint256 index) private pure returns (bytes32[] memory path) {
        uint256 count = commitments.length;
        if (count == 1) return path;
        uint256 left = _divide(count);
        bool goesLeft = index < left;
        bytes32[] memory below = goesLeft ? _path(commitments[:left], index) : _path(commitments[left:], index - left);
        path = new bytes32[](below.length + 1);
        for (uint256 i = 0; i < below.length; ++i) {
            path[i] = below[i];
        }
        path[below.length] = goesLeft ? _define(commitments[left:]) : _define(commitments[:left]);
    }

    function _divide(uint256 count) private pure returns (uint256 left) {
        left = 1;
        while (left * 2 < count) {
            left *= 2;
        }
    }
}
