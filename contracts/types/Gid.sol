// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Global identifier of one applicant: the plain counter, 1 to 999,999,999,999, without check digits.
type Gid is uint64;

using {isBelow as <} for Gid global;

function isBelow(Gid left, Gid right) pure returns (bool) {
    return Gid.unwrap(left) < Gid.unwrap(right);
}
