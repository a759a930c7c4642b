// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {Gid} from "../types/Gid.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {Journal} from "./Journal.sol";

/// @title Consents: offices agreeing, by EIP-712 signature, to what another office sends
/// @notice Each action has a struct type of its own, so consent to a merge can never be read as consent to a split. A
/// consent names the signing and the sending office, both GIDs, the operation id and a deadline. It can be used once,
/// because the
/// sending office can use the operation id once.
abstract contract Consents is Journal, EIP712 {
    /// @dev What the consenting offices are asked for.
    struct Request {
        bytes32 typeHash;
        uint8 proposer;
        Gid merged;
        Gid survivor;
        bytes32 opId;
        uint64 deadline;
    }

    bytes32 internal constant MERGE_CONSENT = keccak256(
        "MergeConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)"
    );
    bytes32 internal constant SPLIT_CONSENT = keccak256(
        "SplitConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)"
    );

    constructor() EIP712("GID Pilot Registry", "1") {}

    /// @notice Checks every consent handed in and that, with the proposer's own, they cover `needed`.
    /// @param request What they must be consents to.
    /// @param needed Offices that must consent, as a bitmap by number.
    /// @param consents Signatures, strictly ascending by office number.
    /// @return given Offices that consented, as a bitmap by number.
    function _requireConsents(
        Request memory request,
        uint256 needed,
        OfficeSignature[] calldata consents
    ) internal view returns (uint256 given) {
        if (block.timestamp > request.deadline) {
            revert RegistryDeadlinePassed(request.deadline);
        }
        given = 1 << request.proposer;
        for (uint256 i = 0; i < consents.length; ++i) {
            uint8 office = consents[i].office;
            if (i != 0 && office <= consents[i - 1].office) {
                revert RegistryConsentOrder(consents[i - 1].office, office);
            }
            if (!_isSignedBy(office, request, consents[i].signature)) revert RegistryConsentInvalid(office);
            given |= 1 << office;
        }
        uint256 missing = needed & ~given;
        if (missing != 0) revert RegistryConsentMissing(missing);
    }

    function _isSignedBy(uint8 office, Request memory request, bytes calldata signature) private view returns (bool) {
        bytes32 structHash = keccak256(
            abi.encode(
                request.typeHash,
                office,
                request.proposer,
                request.merged,
                request.survivor,
                request.opId,
                request.deadline
            )
        );
        (address signer,,) = ECDSA.tryRecoverCalldata(_hashTypedDataV4(structHash), signature);
        return signer != address(0) && signer == _offices.activeKey(office);
    }
}
