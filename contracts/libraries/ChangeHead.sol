// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Running hash over all changes of a contract
/// @notice Whoever folds the same events in the same order gets the same head; a missing, extra, altered or reordered
/// event gives another one. That makes "rebuilt from the chain alone" one comparison.
library ChangeHead {
    /// @notice Adds one change.
    /// @param head The head before the change; zero at the start.
    /// @param sequence Number of the change, counted from 1.
    /// @param action Kind of the change.
    /// @param args keccak-256 over the ABI encoding of the change's arguments, in the order its event documents.
    function fold(bytes32 head, uint64 sequence, uint8 action, bytes32 args) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, sequence, action, args));
    }
}
