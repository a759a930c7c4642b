// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice RFC 6962, section 2.1, as it stands there: by recursion over the commitments from `start` to before `end`.
library TreeDefinition {
    function root(bytes32[] memory commitments, uint256 start, uint256 end) internal pure returns (bytes32) {
        if (end - start == 1) return keccak256(bytes.concat(hex"00", commitments[start]));
        uint256 middle = start + _divide(end - start);
        return keccak256(bytes.concat(hex"01", root(commitments, start, middle), root(commitments, middle, end)));
    }

    function path(
        bytes32[] memory commitments,
        uint256 start,
        uint256 end,
        uint256 place
    ) internal pure returns (bytes32[] memory siblings) {
        if (end - start == 1) return siblings;
        uint256 middle = start + _divide(end - start);
        bool left = place < middle;
        bytes32[] memory below = left ? path(commitments, start, middle, place) : path(commitments, middle, end, place);
        siblings = append(below, left ? root(commitments, middle, end) : root(commitments, start, middle));
    }

    function append(bytes32[] memory words, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](words.length + 1);
        for (uint256 i = 0; i < words.length; ++i) {
            longer[i] = words[i];
        }
        longer[words.length] = last;
    }

    /// @dev The largest power of two below `count`.
    function _divide(uint256 count) private pure returns (uint256 left) {
        left = 1;
        while (left * 2 < count) {
            left *= 2;
        }
    }
}
