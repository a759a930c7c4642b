// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The baseline of benchmarks/gas.py: identifiers in a mapping, as one would write it first.
contract NaiveRegistry {
    struct Entry {
        bytes32 commitment;
        address owner;
        uint64 registeredAt;
    }

    event Registered(uint256 indexed id, address indexed owner, bytes32 commitment);

    mapping(uint256 id => Entry) public entries;
    uint256 public next = 1;

    function register(bytes32[] calldata commitments) external {
        uint256 id = next;
        for (uint256 i = 0; i < commitments.length; ++i) {
            entries[id] = Entry(commitments[i], msg.sender, uint64(block.timestamp));
            emit Registered(id, msg.sender, commitments[i]);
            ++id;
        }
        next = id;
    }
}
