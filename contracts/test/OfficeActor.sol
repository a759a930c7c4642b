// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ApplicantRegistry} from "../ApplicantRegistry.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {vm} from "./Vm.sol";

/// @notice Four offices doing what they like with one registry, driven by forge's random calls. Keeps a plain record
/// beside it, and notes in `broken` anything that went through and should not have.
contract OfficeActor {
    uint256 internal constant OFFICES = 4;
    uint64 internal constant MOST_GIDS = 12; // few, so that everything meets everything
    bytes32 internal constant MERGE = keccak256(
        "MergeConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)"
    );
    bytes32 internal constant SPLIT = keccak256(
        "SplitConsent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)"
    );

    ApplicantRegistry public immutable registry;
    string public broken;
    uint64 public changes;
    uint64 public allotted;
    mapping(uint64 gid => uint64) public parent;
    mapping(uint64 gid => uint256) public links;
    mapping(uint64 gid => bool) public revoked;
    mapping(uint64 gid => uint8) public birthOffice;
    mapping(uint64 gid => uint64) public birthBatch;

    uint256 private _ids;
    bytes private _lastCall;
    uint8 private _lastOffice;

    constructor(ApplicantRegistry registry_) {
        registry = registry_;
    }

    function keyOf(uint8 office) public pure returns (uint256) {
        return 0xA11CE + office;
    }

    function register(uint8 office, uint8 count) external {
        office = _office(office);
        count = uint8(1 + count % 4);
        if (allotted + count > MOST_GIDS) return;
        bytes32[] memory commitments = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            commitments[i] = _id();
        }
        uint64 batch = registry.batchCount();
        if (!_send(office, abi.encodeCall(registry.register, (commitments)))) _break("a registration was refused");
        for (uint256 i = 0; i < count; ++i) {
            allotted += 1;
            links[allotted] = 1 << office;
            birthOffice[allotted] = office;
            birthBatch[allotted] = batch;
        }
        changes += 1;
    }

    function link(uint8 office, uint64 gid) external {
        office = _office(office);
        gid = _gid(gid);
        bool allowed = _isActive(gid) && links[gid] & (1 << office) == 0;
        if (_attempt(office, abi.encodeCall(registry.link, (_list(gid), _id())), allowed, "link")) {
            links[gid] |= 1 << office;
        }
    }

    function unlink(uint8 office, uint64 gid) external {
        office = _office(office);
        gid = _gid(gid);
        bool allowed = _isActive(gid) && links[gid] & (1 << office) != 0;
        if (_attempt(office, abi.encodeCall(registry.unlink, (_list(gid), _id())), allowed, "unlink")) {
            links[gid] &= ~(1 << office);
        }
    }

    function amend(uint8 office, uint64 gid) external {
        office = _office(office);
        gid = _gid(gid);
        bytes32[] memory commitments = new bytes32[](1);
        commitments[0] = _id();
        bool allowed = _isActive(gid) && links[gid] & (1 << office) != 0;
        _attempt(office, abi.encodeCall(registry.amend, (_list(gid), commitments, _id())), allowed, "amend");
    }

    /// @dev `willing` are the offices that sign, as a bitmap; now and then everybody does.
    function merge(uint8 office, uint64 merged, uint64 survivor, uint8 willing) external {
        office = _office(office);
        (merged, survivor) = (_gid(merged), _gid(survivor));
        if (merged < survivor) (merged, survivor) = (survivor, merged);
        if (willing % 2 == 0) willing = 0xff;
        bytes32 opId = _id();
        OfficeSignature[] memory consents = _sign(MERGE, office, merged, survivor, opId, willing);
        bool done = _send(
            office,
            abi.encodeCall(registry.merge, (Gid.wrap(merged), Gid.wrap(survivor), opId, type(uint64).max, consents))
        );
        if (!done) return;
        if (merged == survivor || !_isActive(merged) || !_isActive(survivor)) _break("merged what was not active");
        if ((links[merged] | links[survivor]) & ~_given(office, willing) != 0) _break("merged without a consent");
        parent[merged] = survivor;
        changes += 1;
    }

    function split(uint8 office, uint64 merged, uint8 willing) external {
        office = _office(office);
        merged = _gid(merged);
        if (willing % 2 == 0) willing = 0xff;
        uint64 survivor = parent[merged];
        bytes32 opId = _id();
        OfficeSignature[] memory consents = _sign(SPLIT, office, merged, survivor, opId, willing);
        bool done = _send(office, abi.encodeCall(registry.split, (Gid.wrap(merged), opId, type(uint64).max, consents)));
        if (!done) return;
        if (survivor == 0) _break("split what was not merged");
        if ((links[merged] | links[survivor]) & ~_given(office, willing) != 0) _break("split without a consent");
        parent[merged] = 0;
        changes += 1;
    }

    function revoke(uint8 office, uint64 gid) external {
        office = _office(office);
        gid = _gid(gid);
        if (!_send(office, abi.encodeCall(registry.revoke, (Gid.wrap(gid), _id(), _id())))) return;
        if (!_isActive(gid)) _break("revoked what was not active");
        if (links[gid] & ~(1 << office) != 0) _break("revoked what others hold");
        for (uint64 child = gid + 1; child <= allotted; ++child) {
            if (parent[child] == gid) _break("revoked with others merged into it");
        }
        revoked[gid] = true;
        changes += 1;
    }

    /// @dev The last call that went through, again.
    function replay() external {
        if (_lastCall.length != 0 && _send(_lastOffice, _lastCall)) _break("an operation went through twice");
    }

    /// @dev The last call that went through, from somebody without an office.
    function intrude(address stranger) external {
        if (_lastCall.length == 0) return;
        for (uint8 office = 0; office < OFFICES; ++office) {
            if (stranger == vm.addr(keyOf(office))) return;
        }
        vm.prank(stranger);
        (bool done,) = address(registry).call(_lastCall);
        if (done) _break("a stranger wrote");
    }

    function _attempt(uint8 office, bytes memory data, bool allowed, string memory name) private returns (bool done) {
        done = _send(office, data);
        if (done != allowed) _break(name);
        if (done) changes += 1;
    }

    function _send(uint8 office, bytes memory data) private returns (bool done) {
        vm.prank(vm.addr(keyOf(office)));
        (done,) = address(registry).call(data);
        if (done) (_lastCall, _lastOffice) = (data, office);
    }

    function _sign(
        bytes32 typeHash,
        uint8 proposer,
        uint64 merged,
        uint64 survivor,
        bytes32 opId,
        uint8 willing
    ) private view returns (OfficeSignature[] memory consents) {
        uint256 count = 0;
        for (uint8 office = 0; office < OFFICES; ++office) {
            if (office != proposer && willing & (1 << office) != 0) ++count;
        }
        consents = new OfficeSignature[](count);
        count = 0;
        for (uint8 office = 0; office < OFFICES; ++office) {
            if (office == proposer || willing & (1 << office) == 0) continue;
            bytes32 digest =
                _digest(keccak256(abi.encode(typeHash, office, proposer, merged, survivor, opId, type(uint64).max)));
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(office), digest);
            consents[count++] = OfficeSignature(office, bytes.concat(r, s, bytes1(v)));
        }
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("GID Pilot Registry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        return keccak256(bytes.concat(hex"1901", separator, structHash));
    }

    function _given(uint8 proposer, uint8 willing) private pure returns (uint256) {
        return (uint256(willing) & ((1 << OFFICES) - 1)) | (1 << proposer);
    }

    function _isActive(uint64 gid) private view returns (bool) {
        return gid != 0 && gid <= allotted && parent[gid] == 0 && !revoked[gid];
    }

    function _list(uint64 gid) private pure returns (Gid[] memory gids) {
        gids = new Gid[](1);
        gids[0] = Gid.wrap(gid);
    }

    function _office(uint8 seed) private pure returns (uint8) {
        return uint8(seed % OFFICES);
    }

    /// @dev Mostly a GID that exists, now and then one that does not.
    function _gid(uint64 seed) private view returns (uint64) {
        return seed % (allotted + 2);
    }

    function _id() private returns (bytes32) {
        return keccak256(abi.encode("id", _ids++));
    }

    function _break(string memory what) private {
        broken = what;
    }
}
