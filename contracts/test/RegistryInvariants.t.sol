// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {Invariants} from "./Invariants.sol";
import {vm} from "./Vm.sol";

/// @notice The invariants I1 to I14 of the committed artifacts after every one of forge's random calls. Bounds are
/// small: a merge tower of three is refused the fourth floor as surely as one of sixteen the seventeenth, and is
/// reached far sooner.
contract RegistryInvariants {
    uint8 private constant HEIGHT_LIMIT = 3;

    Invariants private _actor;

    function setUp() public {
        bytes2[4] memory letters = [bytes2("JP"), "KR", "SA", "EA"];
        OfficeCode[] memory codes = new OfficeCode[](4);
        address[] memory keys = new address[](4);
        for (uint256 i = 0; i < 4; ++i) {
            codes[i] = OfficeCode.wrap(letters[i]);
            keys[i] = vm.addr(0xA11CE + i);
        }
        address offices = _deploy("Offices", abi.encode(codes, keys, address(0x6A4D), uint64(0)));
        address registry = _deploy("ApplicantRegistry", abi.encode(offices, 4, HEIGHT_LIMIT));
        _actor = new Invariants(IApplicantRegistry(registry), IOffices(offices), HEIGHT_LIMIT);
        vm.deal(address(_actor), 1 ether);
        _actor.register(0, 3, false);
        _actor.register(1, 2, false);
    }

    /// @dev forge asks whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    /// @dev One campaign for all: every call is followed by all fourteen.
    function invariant_i1_to_i14() external view {
        _actor.i1_batches_partition_the_counter();
        _actor.i2_a_gid_has_a_status_exactly_when_it_was_allotted();
        _actor.i3_batch_position_office_and_commitment_stay_as_registered();
        _actor.i4_merges_form_a_forest_of_elders();
        _actor.i5_resolve_ends_within_the_height_limit();
        _actor.i6_only_the_office_itself_or_the_council_changes_its_links();
        _actor.i7_links_are_those_made_and_not_ended();
        _actor.i8_every_merge_and_split_had_all_consents();
        _actor.i9_no_operation_id_and_no_decision_works_twice();
        _actor.i10_revoked_and_paused_are_frozen();
        _actor.i11_every_change_is_folded_into_the_head();
        _actor.i12_no_ether();
        _actor.i13_a_valid_operation_goes_through();
        _actor.i14_the_council_decides_by_its_threshold();
    }

    /// @dev The very bytes that are deployed outside tests, too.
    function _deploy(string memory name, bytes memory arguments) private returns (address place) {
        bytes memory code = bytes.concat(vm.getCode(string.concat("../node/abi/", name, ".json")), arguments);
        assembly {
            place := create(0, add(code, 32), mload(code))
        }
        require(place != address(0), name);
    }
}
