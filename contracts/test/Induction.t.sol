// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChangeHead} from "../libraries/ChangeHead.sol";
import {Status} from "../types/Applicant.sol";
import {Decision} from "../types/Decision.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {SymbolicState} from "./SymbolicState.sol";
import {vm} from "./Vm.sol";

/// @notice The induction steps of I1 to I14, numbered as in `Invariants.sol`: from *any* storage of both contracts in
/// which the invariant holds, after *any* one call with any arguments, it holds again. The storage is symbolic; what is
/// assumed of it stands at the head of each proof. A call that reverts changes nothing, so only the others are
/// followed. Fixed are the lengths of lists (one entry), and the number of earlier
/// batches (at most `MOST_BATCHES`). Run by `python -m benchmarks.verify_contracts`, with halmos.
contract Induction is SymbolicState {
    /// @notice I1: ranges follow each other without gap, whatever is written.
    function check_i1_partition(Call calldata made) external {
        _assumePartition();
        if (!_write(made)) return;
        assert(Gid.unwrap(_registry.nextGid()) == _endOf(_registry.batchCount(), false));
    }

    /// @notice I2: a GID has a status exactly when it lies below the counter.
    function check_i2_existence(Call calldata made, uint64 gid) external {
        _assumePartition();
        if (!_write(made)) return;
        bool known = _registry.statusOf(Gid.wrap(gid)) != Status.Unknown;
        assert(known == (gid != 0 && gid < Gid.unwrap(_registry.nextGid())));
    }

    /// @notice I3, uniqueness: no GID is allotted twice, none moves to another batch, no batch changes.
    function check_i3_permanence(Call calldata made, uint64 gid, uint64 number) external {
        _assumePartition();
        _assumeExists(gid);
        vm.assume(number < _registry.batchCount());
        (bytes32 root, Gid first, uint256 count, uint8 office) = _registry.batch(number);
        uint64 home = _registry.batchOf(Gid.wrap(gid));
        uint64 next = Gid.unwrap(_registry.nextGid());
        if (!_write(made)) return;
        (bytes32 rootNow, Gid firstNow, uint256 countNow, uint8 officeNow) = _registry.batch(number);
        assert(root == rootNow && Gid.unwrap(first) == Gid.unwrap(firstNow) && count == countNow && office == officeNow);
        assert(_registry.batchOf(Gid.wrap(gid)) == home && Gid.unwrap(_registry.nextGid()) >= next);
    }

    /// @notice I4, no cycle: a survivor is always smaller than what leads to it, so no path returns.
    function check_i4_forest(Call calldata made, uint64 gid) external {
        _assumePartition();
        _assumeExists(gid);
        vm.assume(_isElder(gid));
        if (!_write(made)) return;
        assert(_isElder(gid));
    }

    /// @notice I5: along every merge the height grows and stays within its limit, so a path ends within that many
    /// steps. Assumed besides, for the merged GID and any other: a survivor counts all that lead to it, as `children`.
    function check_i5_termination(Call calldata made, uint64 gid) external {
        _assumePartition();
        _assumeExists(gid);
        _assumeExists(made.gid);
        _assumeClimbs(gid);
        _assumeClimbs(made.gid);
        vm.assume(_registry.heightOf(made.survivor) <= HEIGHT_LIMIT);
        _assumeCounted(gid, made.gid);
        if (!_write(made)) return;
        assert(_climbs(gid));
    }

    /// @notice I6, only the linker unlinks: a link changes by a call of its own office alone.
    function check_i6_own_links(Call calldata made, uint64 gid, uint8 office) external {
        _assumePartition();
        _assumeExists(gid);
        (uint8 writer,, bool active) = _offices.officeOf(made.sender);
        uint256 before = _registry.officesOf(Gid.wrap(gid));
        if (!_write(made)) return;
        bool changed = (before ^ _registry.officesOf(Gid.wrap(gid))) & (1 << office) != 0;
        if (changed) assert(active && writer == office);
    }

    /// @notice I7: linking sets one bit of one GID, unlinking clears it, and nothing else touches any.
    function check_i7_one_bit(Call calldata made, uint64 gid) external {
        _assumePartition();
        _assumeExists(gid);
        (uint8 writer,,) = _offices.officeOf(made.sender);
        uint256 before = _registry.officesOf(Gid.wrap(gid));
        if (!_write(made)) return;
        uint256 afterwards = _registry.officesOf(Gid.wrap(gid));
        if (gid == made.gid && made.kind == LINK) assert(afterwards == before + (1 << writer));
        else if (gid == made.gid && made.kind == UNLINK) assert(afterwards == before - (1 << writer));
        else assert(afterwards == before);
    }

    /// @notice I8, consent: nothing is merged or split without every office concerned: it sent the call, or signed it.
    /// One consent is handed in; `check_i8_nobody_else` has none.
    function check_i8_consent(Call calldata made) external {
        _assumePartition();
        vm.assume(made.kind == MERGE || made.kind == SPLIT);
        _assumeExists(made.gid);
        uint64 survivor = made.kind == MERGE ? made.survivor : Gid.unwrap(_registry.survivorOf(Gid.wrap(made.gid)));
        _assumeExists(survivor);
        uint256 needed = _registry.consentNeeded(Gid.wrap(made.gid), Gid.wrap(survivor));
        (uint8 writer,,) = _offices.officeOf(made.sender);
        if (!_write(made)) return;
        assert(needed & (1 << writer) != 0);
        assert(needed & ~(1 << writer) & ~(1 << made.signer) == 0);
        assert(_signed(made, survivor, writer) == _offices.activeKey(made.signer));
        assert(_offices.activeKey(made.signer) != address(0));
        assert(block.timestamp <= made.deadline);
    }

    /// @notice I8 without a single consent: the sender must be the only office concerned.
    function check_i8_nobody_else(Call calldata made) external {
        _assumePartition();
        _assumeExists(made.gid);
        _assumeExists(made.survivor);
        uint256 needed = _registry.consentNeeded(Gid.wrap(made.gid), Gid.wrap(made.survivor));
        (uint8 writer,,) = _offices.officeOf(made.sender);
        vm.prank(made.sender);
        (bool done,) = address(_registry).call(_mergeCall(made, new OfficeSignature[](0)));
        if (done) assert(needed == 1 << writer);
    }

    /// @notice I9, once: an operation id that was used stays used, makes its office's next call fail, and is used by
    /// every call that goes through.
    function check_i9_once(Call calldata made, uint8 office, bytes32 opId) external {
        _assumePartition();
        bool before = _registry.isOperationUsed(office, opId);
        (uint8 writer,,) = _offices.officeOf(made.sender);
        bytes32 own = _operationOf(made);
        bool usedUp = _registry.isOperationUsed(writer, own);
        if (!_write(made)) return;
        assert(!usedUp);
        assert(_registry.isOperationUsed(writer, own));
        if (before) assert(_registry.isOperationUsed(office, opId));
    }

    /// @notice I10: revoked is for good; a merged GID takes nothing but its split; a pause stops every write.
    function check_i10_frozen(Call calldata made, uint64 gid) external {
        _assumePartition();
        _assumeExists(gid);
        Status status = _registry.statusOf(Gid.wrap(gid));
        bytes32 commitment = _registry.commitmentOf(Gid.wrap(gid));
        (,, uint64 pausedUntil) = _offices.guardian();
        if (!_write(made)) return;
        assert(block.timestamp >= pausedUntil);
        assert(_offices.successor() == address(0));
        if (status == Status.Revoked) assert(_registry.statusOf(Gid.wrap(gid)) == Status.Revoked);
        if (status != Status.Active) assert(_registry.commitmentOf(Gid.wrap(gid)) == commitment);
        if (status == Status.Merged && made.kind != SPLIT) assert(_registry.statusOf(Gid.wrap(gid)) == Status.Merged);
    }

    /// @notice I11: every call that goes through adds exactly its own link to the hash chain.
    function check_i11_head(Call calldata made) external {
        _assumePartition();
        (bytes32 before, uint64 sequence) = _registry.head();
        vm.assume(sequence < type(uint64).max);
        (, OfficeCode code,) = _offices.officeOf(made.sender);
        uint64 number = _registry.batchCount();
        if (!_write(made)) return;
        (bytes32 value, uint64 count) = _registry.head();
        bytes32 expected = ChangeHead.fold(before, sequence + 1, made.kind, _arguments(made, code, number));
        assert(count == sequence + 1);
        // The consents that a merge or split counted stand in its event only; what they cover is I8's business.
        if (made.kind != MERGE && made.kind != SPLIT) assert(value == expected);
    }

    /// @notice I12: no write takes ether.
    function check_i12_no_ether(bytes4 selector, uint256 a, uint256 b, uint256 value) external {
        vm.assume(value != 0 && value <= 1 ether);
        vm.deal(address(this), 1 ether);
        (bool done,) = address(_registry).call{value: value}(abi.encodeWithSelector(selector, a, b));
        assert(!done);
    }

    /// @notice I13: whether the council has decided does not depend on who carries the decision out.
    function check_i13_any_sender(address one, address other, bytes32 decision, uint64 deadline) external {
        bytes memory data = abi.encodeCall(_offices.requireCouncil, (decision, deadline, new OfficeSignature[](0)));
        vm.prank(one);
        (bool first,) = address(_offices).staticcall(data);
        vm.prank(other);
        (bool second,) = address(_offices).staticcall(data);
        assert(first == second);
    }

    /// @notice I14: one approval suspends nobody unless one is the threshold, and it must be an active office's own.
    function check_i14_council(Call calldata made, bytes32 reason) external {
        (, uint256 threshold, uint64 epoch) = _offices.council();
        address key = _offices.activeKey(made.signer);
        Decision memory decision = Decision(made.opId, made.deadline, _consents(made));
        vm.prank(made.sender);
        (bool done,) = address(_offices).call(abi.encodeCall(_offices.suspend, (made.kind, reason, decision)));
        if (!done) return;
        assert(threshold <= 1);
        assert(key != address(0));
        assert(key == _approved(made, reason, epoch));
    }

    /// @notice Not proofs but their control: every kind of call can go through, so none of the above holds for want of
    /// calls. The runner demands a counterexample to each.
    function witness_registration(Call calldata made) external {
        _refute(made, REGISTER);
    }

    function witness_amendment(Call calldata made) external {
        _refute(made, AMEND);
    }

    function witness_link(Call calldata made) external {
        _refute(made, LINK);
    }

    function witness_unlink(Call calldata made) external {
        _refute(made, UNLINK);
    }

    function witness_merge(Call calldata made) external {
        _refute(made, MERGE);
    }

    function witness_split(Call calldata made) external {
        _refute(made, SPLIT);
    }

    function witness_revocation(Call calldata made) external {
        _refute(made, REVOKE);
    }

    function _refute(Call calldata made, uint8 kind) private {
        _assumePartition();
        vm.assume(made.kind == kind);
        assert(!_write(made));
    }
}
