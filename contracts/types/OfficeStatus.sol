// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Standing of an office. Only Active offices write and vote.
enum OfficeStatus {
    None, // never admitted
    Active,
    Suspended, // may come back by the council; its links still ask for its consent
    Removed // its links no longer ask for its consent; the same code may be admitted again under the same number
}
