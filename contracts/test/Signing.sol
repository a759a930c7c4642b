// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {OfficeSignature} from "../types/OfficeSignature.sol";
import {vm} from "./Vm.sol";

/// @notice EIP-712 signatures as an office would make them, and the ways to get them wrong.
library Signing {
    /// @dev What is wrong with a list of signatures. Everything from `LAST` on is drawn as None.
    enum Forgery {
        None,
        OtherType, // a consent to a split offered for a merge, or the reverse
        OtherOperation,
        OtherProposer,
        OtherKey, // signed by somebody else for this office
        Doubled, // the first signature twice
        Backwards,
        Unrecoverable, // no signature at all, from an office that does not exist
        LAST
    }

    uint8 internal constant NO_OFFICE = 200;

    function digest(string memory name, address verifyingContract, bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                verifyingContract
            )
        );
        return keccak256(bytes.concat(hex"1901", separator, structHash));
    }

    function sign(uint8 office, uint256 key, bytes32 message) internal pure returns (OfficeSignature memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, message);
        return OfficeSignature(office, bytes.concat(r, s, bytes1(v)));
    }

    /// @dev Spoils a list as a whole; what is wrong with single signatures is the signers' business.
    function spoil(
        OfficeSignature[] memory list,
        Forgery forgery
    ) internal pure returns (OfficeSignature[] memory spoilt) {
        bool longer =
            forgery == Forgery.Unrecoverable || (forgery == Forgery.Doubled && list.length != 0);
        spoilt = new OfficeSignature[](list.length + (longer ? 1 : 0));
        for (uint256 i = 0; i < list.length; ++i) {
            spoilt[i] = list[forgery == Forgery.Backwards ? list.length - 1 - i : i];
        }
        if (!longer) return spoilt;
        if (forgery == Forgery.Unrecoverable) spoilt[list.length] = OfficeSignature(NO_OFFICE, new bytes(65));
        else spoilt[list.length] = list[list.length - 1];
    }

    /// @dev Whether a list of `count` signatures is any the worse for it.
    function isHarmless(Forgery forgery, uint256 count) internal pure returns (bool) {
        if (forgery == Forgery.None) return true;
        if (forgery == Forgery.Backwards) return count < 2;
        return forgery != Forgery.Unrecoverable && count == 0;
    }

    /// @dev One draw in three is a forgery.
    function draw(uint8 seed) internal pure returns (Forgery) {
        uint8 drawn = seed % (3 * uint8(Forgery.LAST));
        return drawn < uint8(Forgery.LAST) ? Forgery(drawn) : Forgery.None;
    }
}
