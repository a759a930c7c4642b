// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ApplicantRegistry} from "../ApplicantRegistry.sol";
import {Offices} from "../Offices.sol";
import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {Decision} from "../types/Decision.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {vm} from "./Vm.sol";

/// @notice forge's cheat codes that read a file.
interface Files {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
}

/// @notice The contracts accept the signatures that Python made, from the file that tests/contracts reads too.
contract Eip712Test {
    Files private constant FILES = Files(address(vm));

    string private _json;
    Offices private _offices;
    ApplicantRegistry private _registry;

    function setUp() public {
        _json = FILES.readFile("test/eip712.json");
        vm.chainId(FILES.parseJsonUint(_json, ".chainId"));
        OfficeCode[] memory codes = new OfficeCode[](2);
        address[] memory keys = new address[](2);
        (codes[0], codes[1]) = (OfficeCode.wrap("JP"), OfficeCode.wrap("KR"));
        (keys[0], keys[1]) = (_key(".keys.JP"), _key(".keys.KR"));
        _offices = new Offices(codes, keys, address(0), 0);
        _registry = new ApplicantRegistry(_offices, 5, 3);
        require(address(_offices) == _key(".offices"), "offices elsewhere");
        require(address(_registry) == _key(".registry"), "registry elsewhere");
        for (uint256 i = 0; i < 2; ++i) {
            bytes32[] memory commitments = new bytes32[](1);
            commitments[0] = bytes32(i + 1);
            vm.prank(keys[i]);
            _registry.register(commitments);
        }
    }

    function test_consents_to_a_merge_and_its_split() external {
        _merge(_consent(".merge.signature"));
        (bytes32 opId, uint64 deadline) = _terms(".split");
        OfficeSignature[] memory consents = _consent(".split.signature");
        vm.prank(_key(".keys.JP"));
        _registry.split(Gid.wrap(2), opId, deadline, consents);
        require(Gid.unwrap(_registry.survivorOf(Gid.wrap(2))) == 0, "still merged");
    }

    function test_consent_to_a_split_is_none_to_a_merge() external {
        OfficeSignature[] memory consents = _consent(".split.signature");
        (bool done, bytes memory reason) = address(this).call(abi.encodeCall(this.mergeWith, (consents)));
        require(!done && bytes4(reason) == IApplicantRegistry.RegistryConsentInvalid.selector, "accepted");
    }

    function test_approvals_and_the_new_keys_own_proof() external {
        OfficeSignature[] memory approvals = new OfficeSignature[](2);
        approvals[0] = OfficeSignature(0, FILES.parseJsonBytes(_json, ".admission.JP.signature"));
        approvals[1] = OfficeSignature(1, FILES.parseJsonBytes(_json, ".admission.KR.signature"));
        (bytes32 opId, uint64 deadline) = _terms(".admission.SA");
        bytes memory proof = FILES.parseJsonBytes(_json, ".admission.SA.signature");
        uint8 number =
            _offices.admit(OfficeCode.wrap("SA"), _key(".keys.SA"), proof, Decision(opId, deadline, approvals));
        require(number == 2, "not admitted");
    }

    function mergeWith(OfficeSignature[] memory consents) external {
        _merge(consents);
    }

    function _merge(OfficeSignature[] memory consents) private {
        (bytes32 opId, uint64 deadline) = _terms(".merge");
        vm.prank(_key(".keys.JP"));
        _registry.merge(Gid.wrap(2), Gid.wrap(1), opId, deadline, consents);
    }

    function _consent(string memory key) private view returns (OfficeSignature[] memory consents) {
        consents = new OfficeSignature[](1);
        consents[0] = OfficeSignature(1, FILES.parseJsonBytes(_json, key));
    }

    function _terms(string memory vector) private view returns (bytes32 opId, uint64 deadline) {
        opId = FILES.parseJsonBytes32(_json, string.concat(vector, ".data.message.opId"));
        deadline = uint64(FILES.parseJsonUint(_json, string.concat(vector, ".data.message.deadline")));
    }

    function _key(string memory key) private view returns (address) {
        return FILES.parseJsonAddress(_json, key);
    }
}
