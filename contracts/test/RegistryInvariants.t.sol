// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ApplicantRegistry} from "../ApplicantRegistry.sol";
import {Offices} from "../Offices.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {Status} from "../types/Applicant.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeActor} from "./OfficeActor.sol";
import {vm} from "./Vm.sol";

/// @notice The invariants that hold after every sequence of calls, checked by forge on random ones. Bounds are small: a
/// merge tower of three is refused the fourth floor as surely as one of sixteen the seventeenth, and is reached far
/// sooner.
contract RegistryInvariants {
    uint256 private constant HEIGHT_LIMIT = 3;

    ApplicantRegistry private _registry;
    OfficeActor private _actor;

    function setUp() public {
        bytes2[4] memory letters = [bytes2("JP"), "KR", "SA", "EA"];
        OfficeCode[] memory codes = new OfficeCode[](4);
        address[] memory keys = new address[](4);
        for (uint256 i = 0; i < 4; ++i) {
            codes[i] = OfficeCode.wrap(letters[i]);
            keys[i] = vm.addr(0xA11CE + i);
        }
        IOffices offices = new Offices(codes, keys, address(0), 0);
        _registry = new ApplicantRegistry(offices, 5, HEIGHT_LIMIT);
        _actor = new OfficeActor(_registry);
        _actor.register(0, 3);
        _actor.register(1, 2);
    }

    /// @dev forge asks whom to call.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    function invariant_nothing_went_through_that_should_not() external view {
        require(bytes(_actor.broken()).length == 0, _actor.broken());
    }

    function invariant_i1_batches_partition_the_counter() external view {
        uint64 expected = 1;
        for (uint64 number = 0; number < _registry.batchCount(); ++number) {
            (, Gid first, uint256 count,) = _registry.batch(number);
            require(Gid.unwrap(first) == expected && count != 0, "gap, overlap or empty batch");
            expected += uint64(count);
        }
        require(Gid.unwrap(_registry.nextGid()) == expected, "counter and batches differ");
    }

    function invariant_i2_i3_status_and_birth_are_as_allotted() external view {
        require(_registry.statusOf(Gid.wrap(0)) == Status.Unknown, "GID zero");
        require(_registry.statusOf(Gid.wrap(_actor.allotted() + 1)) == Status.Unknown, "not allotted yet");
        for (uint64 gid = 1; gid <= _actor.allotted(); ++gid) {
            require(_registry.statusOf(Gid.wrap(gid)) != Status.Unknown, "lost");
            uint64 number = _registry.batchOf(Gid.wrap(gid));
            (,,, uint8 office) = _registry.batch(number);
            require(number == _actor.birthBatch(gid) && office == _actor.birthOffice(gid), "moved");
        }
    }

    function invariant_i4_i5_merges_form_a_low_forest_of_elders() external view {
        for (uint64 gid = 1; gid <= _actor.allotted(); ++gid) {
            uint64 survivor = Gid.unwrap(_registry.survivorOf(Gid.wrap(gid)));
            require(survivor == _actor.parent(gid) && survivor < gid, "survivor");
            require((_registry.statusOf(Gid.wrap(gid)) == Status.Merged) == (survivor != 0), "status");
            uint64 end = gid;
            uint256 steps = 0;
            while (_actor.parent(end) != 0) {
                end = _actor.parent(end);
                ++steps;
            }
            require(steps <= HEIGHT_LIMIT, "too high");
            require(Gid.unwrap(_registry.resolve(Gid.wrap(gid))) == end, "resolve");
        }
    }

    function invariant_i6_i7_links_are_what_the_offices_made_them() external view {
        for (uint64 gid = 1; gid <= _actor.allotted(); ++gid) {
            require(_registry.officesOf(Gid.wrap(gid)) == _actor.links(gid), "links");
        }
    }

    function invariant_i10_revoked_is_for_good() external view {
        for (uint64 gid = 1; gid <= _actor.allotted(); ++gid) {
            require((_registry.statusOf(Gid.wrap(gid)) == Status.Revoked) == _actor.revoked(gid), "revoked");
        }
    }

    function invariant_i11_every_change_moves_the_head_once() external view {
        (, uint64 sequence) = _registry.head();
        require(sequence == _actor.changes(), "sequence");
    }

    function invariant_i12_no_ether() external view {
        require(address(_registry).balance == 0, "balance");
    }
}
