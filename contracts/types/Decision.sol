// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {OfficeSignature} from "./OfficeSignature.sol";

/// @notice What makes a call a decision of the council of offices.
struct Decision {
    bytes32 opId; // chosen by whoever drafts the decision; makes two equal decisions differ
    uint64 deadline; // last second of its validity, unix time
    OfficeSignature[] approvals; // empty when the decision was scheduled before
}
