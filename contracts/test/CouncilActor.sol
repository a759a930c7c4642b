// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApplicantRegistry} from "../interfaces/IApplicantRegistry.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {ChangeHead} from "../libraries/ChangeHead.sol";
import {Decision} from "../types/Decision.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {OfficeActor} from "./OfficeActor.sol";
import {PlainRecord} from "./PlainRecord.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// @notice The same offices as a council: ending links, suspending, removing and admitting each other, changing keys,
/// pausing. Decisions are sent by whoever passes by.
contract CouncilActor is OfficeActor {
    using Signing for Signing.Forgery;

    /// @dev A decision as it is put to the vote.
    struct Vote {
        uint256 signers; // bitmap
        Signing.Forgery forgery;
        uint64 named; // membership epoch
        uint64 deadline;
        bytes32 opId;
    }

    uint8 private constant SUSPEND = 2; // as the offices' head numbers them
    uint8 private constant REINSTATE = 3;
    uint8 private constant REMOVE = 4;

    IOffices internal immutable offices;
    bytes32 internal councilHead;
    uint64 internal councilSequence;
    uint64 internal epoch;
    bool private _armed = true;
    mapping(uint8 office => bool) private _announced;
    bytes private _lastDecision;
    address private _lastPlace;
    bytes private _lastForced;
    Gid[] private _lastGids;
    uint8 private _lastOfficeForced;

    constructor(
        IApplicantRegistry registry_,
        IOffices offices_,
        uint8 limit
    ) PlainRecord(limit) OfficeActor(registry_) {
        offices = offices_;
        (councilHead, councilSequence) = offices_.head();
        (,, epoch) = offices_.council();
    }

    function forceUnlink(uint8 office, uint64 a, uint64 b, uint8 willing, uint8 forgery, uint8 spice) external ticking {
        office %= OFFICES;
        Gid[] memory gids = _gids(a, b);
        bool valid = _ascend(gids);
        for (uint256 i = 0; i < gids.length; ++i) {
            uint64 gid = Gid.unwrap(gids[i]);
            valid = valid && isAllotted(gid) && !revoked[gid] && _has(links[gid] | inherited[gid], office);
        }
        Vote memory vote = _vote(willing, forgery, spice);
        bytes32 reason = _newId();
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ForceUnlink(address registry,uint64[] gids,uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)"
                ),
                address(registry),
                keccak256(abi.encodePacked(gids)),
                office,
                reason,
                vote.opId,
                vote.named,
                vote.deadline
            )
        );
        bytes memory data = abi.encodeCall(registry.forceUnlink, (gids, office, reason, _decide(structHash, vote)));
        if (!_carry(address(registry), data, valid, vote)) return;
        (_lastForced, _lastGids, _lastOfficeForced) = (data, gids, office);
        for (uint256 i = 0; i < gids.length; ++i) {
            links[Gid.unwrap(gids[i])] &= ~(1 << office);
            inherited[Gid.unwrap(gids[i])] &= ~(1 << office);
        }
        _fold(8, abi.encode(_code(office), vote.opId, gids, reason));
    }

    /// @dev Suspends an active office, reinstates or removes a suspended one, admits a removed one again.
    function changeStanding(uint8 office, bool leaving, uint8 willing, uint8 forgery, uint8 spice) external ticking {
        office %= OFFICES;
        if (_has(active, office) && _count(active) < 3) return; // somebody must be left to go on
        Vote memory vote = _vote(willing, forgery, spice);
        if (!_has(active | suspended, office)) return _admit(office, vote);
        uint8 change = _has(active, office) ? SUSPEND : leaving ? REMOVE : REINSTATE;
        bytes32 reason = _newId();
        if (!_carry(address(offices), _standingCall(change, office, reason, vote), true, vote)) return;
        if (change != REMOVE) active ^= 1 << office;
        suspended ^= 1 << office;
        _announced[office] = false;
        epoch += 1;
        _foldCouncil(change, abi.encode(office, reason));
    }

    function announceKey(uint8 office) external ticking {
        office %= OFFICES;
        address next = vm.addr(keyOf(office) + 0x100);
        vm.prank(vm.addr(keyOf(office)));
        (bool done,) = address(offices).call(abi.encodeCall(offices.proposeKey, (next)));
        if (done != _has(active, office)) _break(COUNCIL, "announcing a key");
        if (!done) return;
        _announced[office] = true;
        _foldCouncil(5, abi.encode(office, next));
    }

    /// @dev The next key takes over if it was announced; a stranger never does.
    function acceptKey(uint8 office, bool stranger) external ticking {
        office %= OFFICES;
        address next = vm.addr(keyOf(office) + 0x100);
        vm.prank(stranger ? address(0xBAD) : next);
        (bool done,) = address(offices).call(abi.encodeCall(offices.acceptKey, (office)));
        if (done != (_announced[office] && !stranger)) _break(COUNCIL, "taking a key over");
        if (!done) return;
        _foldCouncil(6, abi.encode(office, vm.addr(keyOf(office)), next));
        (_announced[office], _keyChanges[office]) = (false, _keyChanges[office] + 1);
    }

    /// @dev The guardian pauses for a few seconds; a stranger, or a spent guardian, does not.
    function pause(uint8 length, bool stranger) external ticking {
        uint64 until = uint64(time + 1 + length % 3);
        bytes32 reason = _newId();
        vm.prank(stranger ? address(0xBAD) : address(0x6A4D));
        (bool done,) = address(offices).call(abi.encodeCall(offices.pause, (until, reason)));
        if (done != (_armed && !stranger)) _break(FROZEN, "pausing");
        if (!done) return;
        (pausedUntil, _armed) = (until, false);
        _foldCouncil(7, abi.encode(until, reason));
    }

    function liftPause(uint8 willing, uint8 forgery, uint8 spice) external ticking {
        Vote memory vote = _vote(willing, forgery, spice);
        bytes32 typeHash = keccak256("LiftPause(bytes32 opId,uint64 epoch,uint64 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, vote.opId, vote.named, vote.deadline));
        bytes memory data = abi.encodeCall(offices.liftPause, (_decide(structHash, vote)));
        if (!_carry(address(offices), data, true, vote)) return;
        (pausedUntil, _armed) = (0, true);
        councilSequence += 1;
        councilHead = ChangeHead.fold(councilHead, councilSequence, 8, 0);
    }

    /// @dev The last decision that was carried out, again.
    function replayDecision() external ticking {
        if (_lastDecision.length == 0) return;
        (bool done,) = _lastPlace.call(_lastDecision);
        if (done) _break(ONCE, "a decision was carried out twice");
    }

    /// @dev The office whose links were ended last links again, and somebody ends them by the old decision.
    function relink() external ticking {
        if (_lastForced.length == 0) return;
        _toggle(_lastOfficeForced, _lastGids, _newId(), false);
        (bool done,) = address(registry).call(_lastForced);
        if (done) _break(ONCE, "links were ended twice by one decision");
    }

    function _standingCall(
        uint8 change,
        uint8 office,
        bytes32 reason,
        Vote memory vote
    ) private view returns (bytes memory) {
        string memory kind = change == SUSPEND ? "SuspendOffice" : change == REMOVE ? "RemoveOffice" : "ReinstateOffice";
        bytes memory fields = "(uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)";
        bytes32 typeHash = keccak256(bytes.concat(bytes(kind), fields));
        Decision memory decision =
            _decide(keccak256(abi.encode(typeHash, office, reason, vote.opId, vote.named, vote.deadline)), vote);
        if (change == SUSPEND) return abi.encodeCall(offices.suspend, (office, reason, decision));
        if (change == REMOVE) return abi.encodeCall(offices.remove, (office, reason, decision));
        return abi.encodeCall(offices.reinstate, (office, reason, decision));
    }

    function _admit(uint8 office, Vote memory vote) private {
        uint256 secret = keyOf(office) + 0x100; // the old one is spent
        address key = vm.addr(secret);
        bytes32 typeHash = keccak256("AdmitOffice(bytes2 code,address key,bytes32 opId,uint64 epoch,uint64 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, _code(office), key, vote.opId, vote.named, vote.deadline));
        bytes memory proof =
            Signing.sign(office, secret, Signing.digest("GID Pilot Offices", address(offices), structHash)).signature;
        bytes memory data = abi.encodeCall(offices.admit, (_code(office), key, proof, _decide(structHash, vote)));
        if (!_carry(address(offices), data, true, vote)) return;
        active |= 1 << office;
        _keyChanges[office] += 1;
        epoch += 1;
        _foldCouncil(1, abi.encode(office, _code(office), key));
    }

    /// @dev Mostly the whole council signs, in its present epoch.
    function _vote(uint8 willing, uint8 forgery, uint8 spice) private returns (Vote memory) {
        (willing, forgery, spice) = (_mix(willing), _mix(forgery), _mix(spice));
        uint256 signers = willing % 4 == 0 ? (willing >> 2) % (1 << OFFICES) : active;
        uint64 named = spice % 16 == 2 ? epoch - 1 : epoch;
        uint64 deadline = uint64(spice % 16 == 0 ? time - 1 : spice % 16 == 1 ? time : type(uint64).max);
        return Vote(signers, Signing.draw(forgery), named, deadline, _newId());
    }

    function _decide(bytes32 structHash, Vote memory vote) private view returns (Decision memory) {
        if (vote.forgery == Signing.Forgery.OtherType) structHash = keccak256(abi.encode(structHash));
        OfficeSignature[] memory approvals = new OfficeSignature[](_count(vote.signers));
        uint256 next = 0;
        for (uint8 office = 0; office < OFFICES; ++office) {
            if (!_has(vote.signers, office)) continue;
            uint256 key = keyOf(vote.forgery == Signing.Forgery.OtherKey ? (office + 1) % OFFICES : office);
            approvals[next++] =
                Signing.sign(office, key, Signing.digest("GID Pilot Offices", address(offices), structHash));
        }
        bytes32 opId = vote.forgery == Signing.Forgery.OtherOperation ? bytes32("other") : vote.opId;
        return Decision(opId, vote.deadline, Signing.spoil(approvals, vote.forgery));
    }

    function _carry(address place, bytes memory data, bool valid, Vote memory vote) private returns (bool done) {
        uint256 given = _count(vote.signers);
        bool decided = vote.named == epoch && vote.deadline >= time && vote.signers & ~active == 0
            && given >= 2 * _count(active) / 3 + 1
            // A decision names nobody as its proposer.
            && (vote.forgery == Signing.Forgery.OtherProposer || vote.forgery.isHarmless(given));
        vm.prank(address(uint160(uint256(keccak256(data)))));
        (done,) = place.call(data);
        if (done && !decided) _break(COUNCIL, "decided without the council");
        if (done && !valid) _break(OWN_LINKS, "ended what is no link");
        if (!done && decided && valid) _break(LIVENESS, "a decision could not be carried out");
        if (done) (_lastDecision, _lastPlace) = (data, place);
    }

    function _foldCouncil(uint8 change, bytes memory arguments) private {
        councilSequence += 1;
        councilHead = ChangeHead.fold(councilHead, councilSequence, change, keccak256(arguments));
    }
}
