// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Two capital ASCII letters naming an intellectual property office, from WIPO standard ST.3.
type OfficeCode is bytes2;

using {isWellFormed} for OfficeCode global;

/// @dev Accepts "AA" to "ZZ" only. Whether ST.3 lists the code is for the council to know.
function isWellFormed(OfficeCode code) pure returns (bool) {
    bytes2 letters = OfficeCode.unwrap(code);
    return letters[0] >= "A" && letters[0] <= "Z" && letters[1] >= "A" && letters[1] <= "Z";
}
