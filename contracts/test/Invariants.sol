// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {Status} from "../types/Applicant.sol";
import {Gid} from "../types/Gid.sol";
import {CouncilActor} from "./CouncilActor.sol";
import {TreeDefinition} from "./TreeDefinition.sol";

/// @notice I1 to I14: the registry and its offices against the plain record. The same numbers stand in
/// `tests/contracts/test_invariants.py` and in `Induction.t.sol`.
contract Invariants is CouncilActor {
    constructor(
        IApplicantRegistry registry_,
        IOffices offices_,
        uint8 limit
    ) CouncilActor(registry_, offices_, limit) {}

    function i1_batches_partition_the_counter() public view {
        uint64 expected = 1;
        for (uint64 number = 0; number < registry.batchCount(); ++number) {
            (, Gid first, uint256 count,) = registry.batch(number);
            require(Gid.unwrap(first) == expected && count != 0, "I1: gap, overlap or empty batch");
            expected += uint64(count);
        }
        require(Gid.unwrap(registry.nextGid()) == expected, "I1: counter and batches differ");
    }

    function i2_a_gid_has_a_status_exactly_when_it_was_allotted() public view {
        for (uint64 gid = 0; gid <= allotted + 1; ++gid) {
            bool known = registry.statusOf(Gid.wrap(gid)) != Status.Unknown;
            require(known == isAllotted(gid), "I2: status");
        }
    }

    function i3_batch_position_office_and_commitment_stay_as_registered() public view {
        require(bytes(broken[3]).length == 0, string.concat("I3: ", broken[3]));
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            uint64 number = registry.batchOf(Gid.wrap(gid));
            (, Gid first,, uint8 office) = registry.batch(number);
            require(number == birthBatch[gid] && office == registrar[number], "I3: batch or office");
            require(Gid.unwrap(first) + position[gid] == gid, "I3: position");
        }
        _requireCommitment(uint64(1 + time % allotted));
    }

    function i4_merges_form_a_forest_of_elders() public view {
        require(bytes(broken[4]).length == 0, string.concat("I4: ", broken[4]));
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            uint64 survivor = Gid.unwrap(registry.survivorOf(Gid.wrap(gid)));
            require(survivor == parent[gid] && survivor < gid, "I4: survivor");
            require((registry.statusOf(Gid.wrap(gid)) == Status.Merged) == (survivor != 0), "I4: status");
        }
    }

    function i5_resolve_ends_within_the_height_limit() public view {
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            uint64 end = gid;
            uint256 steps = 0;
            for (; parent[end] != 0; ++steps) {
                end = parent[end];
            }
            require(steps <= heightLimit, "I5: too high");
            require(Gid.unwrap(registry.resolve(Gid.wrap(gid))) == end, "I5: resolve");
        }
    }

    function i6_only_the_office_itself_or_the_council_changes_its_links() public view {
        require(bytes(broken[6]).length == 0, string.concat("I6: ", broken[6]));
    }

    function i7_links_are_those_made_and_not_ended() public view {
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            require(registry.officesOf(Gid.wrap(gid)) == links[gid], "I7: links");
        }
    }

    function i8_every_merge_and_split_had_all_consents() public view {
        require(bytes(broken[8]).length == 0, string.concat("I8: ", broken[8]));
        for (uint64 gid = 2; gid <= allotted; ++gid) {
            uint64 survivor = parent[gid] == 0 ? gid - 1 : parent[gid];
            uint256 asked = registry.consentNeeded(Gid.wrap(gid), Gid.wrap(survivor));
            require(asked == needed(gid, survivor), "I8: consent needed");
        }
    }

    function i9_no_operation_id_and_no_decision_works_twice() public view {
        require(bytes(broken[9]).length == 0, string.concat("I9: ", broken[9]));
    }

    function i10_revoked_and_paused_are_frozen() public view {
        require(bytes(broken[10]).length == 0, string.concat("I10: ", broken[10]));
        for (uint64 gid = 1; gid <= allotted; ++gid) {
            require((registry.statusOf(Gid.wrap(gid)) == Status.Revoked) == revoked[gid], "I10: revoked");
            require(registry.versionOf(Gid.wrap(gid)) == version[gid], "I10: version");
            require(registry.commitmentOf(Gid.wrap(gid)) == amended[gid], "I10: commitment");
        }
    }

    function i11_every_change_is_folded_into_the_head() public view {
        (bytes32 value, uint64 count) = registry.head();
        require(value == head && count == sequence, "I11: head of the registry");
        (value, count) = offices.head();
        require(value == councilHead && count == councilSequence, "I11: head of the offices");
    }

    function i12_no_ether() public view {
        require(bytes(broken[12]).length == 0, string.concat("I12: ", broken[12]));
        require(address(registry).balance == 0 && address(offices).balance == 0, "I12: balance");
    }

    function i13_a_valid_operation_goes_through() public view {
        require(bytes(broken[13]).length == 0, string.concat("I13: ", broken[13]));
    }

    function i14_the_council_decides_by_its_threshold() public view {
        require(bytes(broken[14]).length == 0, string.concat("I14: ", broken[14]));
        (uint256 members, uint256 threshold, uint64 epoch_) = offices.council();
        uint256 count = _count(active);
        require(members == count && threshold == 2 * count / 3 + 1, "I14: threshold");
        require(epoch_ == epoch, "I14: epoch");
        require(offices.consentMask() == active | suspended, "I14: whose consent is asked");
    }

    /// @dev The registered commitment verifies at its place; another one, or a longer path, does not.
    function _requireCommitment(uint64 gid) private view {
        bytes32[] memory leaves = _leaves[birthBatch[gid]];
        uint256 place = position[gid];
        bytes32[] memory path = TreeDefinition.path(leaves, 0, leaves.length, place);
        require(registry.verify(Gid.wrap(gid), leaves[place], path), "I3: commitment");
        require(!registry.verify(Gid.wrap(gid), bytes32(uint256(leaves[place]) ^ 1), path), "I3: forged commitment");
        bytes32[] memory longer = TreeDefinition.append(path, leaves[place]);
        require(!registry.verify(Gid.wrap(gid), leaves[place], longer), "I3: longer path");
    }
}
