// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice One office's EIP-712 signature. Lists of them are strictly ascending by `office`, so none counts twice.
struct OfficeSignature {
    uint8 office; // office number in `Offices`
    bytes signature; // 65 bytes r, s, v; v is 27 or 28; s in the lower half
}
