// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Merkle tree of one batch
/// @notice RFC 6962 shape over keccak-256: leaf = H(0x00 | commitment), node = H(0x01 | left | right), and a node
/// without a right neighbour moves up unchanged. Paths are positional: the index decides left and right and fixes the
/// length.
library MerkleTree {
    /// @notice Computes the root over one or more commitments, in their order.
    /// @dev Uses the memory behind the free memory pointer as a scratch buffer and leaves the pointer where it is, so
    /// the caller's next allocation overwrites the buffer. Zero commitments give an undefined root; callers refuse
    /// them.
    /// @param commitments One per GID, at least one.
    /// @return result The root.
    function root(bytes32[] calldata commitments) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            // The word before `buffer` belongs to us too: the first node's prefix byte is written there.
            let buffer := add(mload(0x40), 0x20)
            let width := commitments.length

            mstore8(0x00, 0x00)
            let source := commitments.offset
            let end := add(buffer, shl(5, width))
            for { let target := buffer } lt(target, end) { target := add(target, 0x20) } {
                mstore(0x01, calldataload(source))
                mstore(target, keccak256(0x00, 0x21))
                source := add(source, 0x20)
            }

            // Level by level, in place. A pair's prefix byte overwrites the last byte of the word before it, which is
            // always consumed already: that word is the right half of the pair before.
            for {} gt(width, 1) {} {
                let pairsEnd := add(buffer, shl(6, shr(1, width)))
                let target := buffer
                for { let pair := buffer } lt(pair, pairsEnd) { pair := add(pair, 0x40) } {
                    mstore8(sub(pair, 1), 0x01)
                    mstore(target, keccak256(sub(pair, 1), 0x41))
                    target := add(target, 0x20)
                }
                if and(width, 1) { mstore(target, mload(pairsEnd)) }
                width := shr(1, add(width, 1))
            }
            result := mload(buffer)
        }
    }

    /// @notice Recomputes the root from one commitment and its path.
    /// @param commitment The commitment at `index`.
    /// @param index Position in the batch, counted from 0.
    /// @param count Number of commitments in the batch.
    /// @param path Siblings from the bottom up; none for a level where the node moves up unchanged.
    /// @return fits Whether `index` lies in the batch and `path` has exactly the length that `index` and `count` ask
    /// for.
    /// @return result The root, meaningful only when `fits`.
    function rootFromPath(
        bytes32 commitment,
        uint256 index,
        uint256 count,
        bytes32[] calldata path
    ) internal pure returns (bool fits, bytes32 result) {
        if (index >= count) return (false, 0);
        result = hashLeaf(commitment);
        uint256 used = 0;
        for (uint256 width = count; width > 1; width = (width + 1) >> 1) {
            if ((index ^ 1) < width) {
                if (used == path.length) return (false, 0);
                bytes32 sibling = path[used++];
                result = index & 1 == 1 ? hashNode(sibling, result) : hashNode(result, sibling);
            }
            index >>= 1;
        }
        fits = used == path.length;
    }

    function hashLeaf(bytes32 commitment) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            mstore8(0x00, 0x00)
            mstore(0x01, commitment)
            result := keccak256(0x00, 0x21)
        }
    }

    function hashNode(bytes32 left, bytes32 right) internal pure returns (bytes32 result) {
        // 65 bytes do not fit the scratch space, so they are laid out behind the free memory pointer.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore8(free, 0x01)
            mstore(add(free, 0x01), left)
            mstore(add(free, 0x21), right)
            result := keccak256(free, 0x41)
        }
    }
}
