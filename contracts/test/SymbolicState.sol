// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ApplicantRegistry} from "../ApplicantRegistry.sol";
import {Offices} from "../Offices.sol";
import {IOffices} from "../interfaces/IOffices.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// @notice The one cheat code of halmos that these proofs need.
interface Svm {
    function enableSymbolicStorage(address account) external;
}

Svm constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));

/// @notice The registry, with the two counters that its interface does not show.
contract OpenRegistry is ApplicantRegistry {
    constructor(IOffices offices_, uint256 limit, uint256 heights) ApplicantRegistry(offices_, limit, heights) {}

    function heightOf(uint64 gid) external view returns (uint256) {
        return _applicants[Gid.wrap(gid)].height;
    }

    function childrenOf(uint64 gid) external view returns (uint256) {
        return _applicants[Gid.wrap(gid)].children;
    }
}

/// @notice A registry and its offices whose storage may hold anything, and one call of any kind with any arguments.
abstract contract SymbolicState {
    /// @dev `kind` is the number that the head folds.
    struct Call {
        uint8 kind;
        address sender;
        uint64 gid;
        uint64 survivor;
        bytes32 word; // commitment or hash of a reason
        bytes32 opId;
        uint64 deadline;
        uint8 signer;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    uint8 internal constant REGISTER = 1;
    uint8 internal constant AMEND = 2;
    uint8 internal constant LINK = 3;
    uint8 internal constant UNLINK = 4;
    uint8 internal constant MERGE = 5;
    uint8 internal constant SPLIT = 6;
    uint8 internal constant REVOKE = 7;
    uint64 internal constant MOST_BATCHES = 2;
    uint256 internal constant HEIGHT_LIMIT = 2;

    OpenRegistry internal _registry;
    Offices internal _offices;

    function setUp() public {
        OfficeCode[] memory codes = new OfficeCode[](1);
        address[] memory keys = new address[](1);
        (codes[0], keys[0]) = (OfficeCode.wrap("JP"), address(0xA11CE));
        // The code alone goes to fresh accounts: what the constructors stored stays behind, so every slot is symbolic.
        _offices = Offices(address(0x0FF1CE));
        vm.etch(address(_offices), address(new Offices(codes, keys, address(0), 0)).code);
        _registry = OpenRegistry(address(0x4E6157));
        vm.etch(address(_registry), address(new OpenRegistry(_offices, 4, HEIGHT_LIMIT)).code);
        svm.enableSymbolicStorage(address(_offices));
        svm.enableSymbolicStorage(address(_registry));
    }

    function _write(Call calldata made) internal returns (bool done) {
        Gid[] memory gids = new Gid[](1);
        gids[0] = Gid.wrap(made.gid);
        bytes32[] memory words = new bytes32[](1);
        words[0] = made.word;
        bytes memory data;
        if (made.kind == REGISTER) data = abi.encodeCall(_registry.register, (words));
        else if (made.kind == AMEND) data = abi.encodeCall(_registry.amend, (gids, words, made.opId));
        else if (made.kind == LINK) data = abi.encodeCall(_registry.link, (gids, made.opId));
        else if (made.kind == UNLINK) data = abi.encodeCall(_registry.unlink, (gids, made.opId));
        else if (made.kind == REVOKE) data = abi.encodeCall(_registry.revoke, (gids[0], made.word, made.opId));
        else if (made.kind == MERGE) data = _mergeCall(made, _consents(made));
        else if (made.kind == SPLIT) data = _splitCall(made, _consents(made));
        else return false;
        vm.prank(made.sender);
        (done,) = address(_registry).call(data);
    }

    function _mergeCall(Call calldata made, OfficeSignature[] memory consents) internal view returns (bytes memory) {
        return abi.encodeCall(
            _registry.merge, (Gid.wrap(made.gid), Gid.wrap(made.survivor), made.opId, made.deadline, consents)
        );
    }

    function _splitCall(Call calldata made, OfficeSignature[] memory consents) internal view returns (bytes memory) {
        return abi.encodeCall(_registry.split, (Gid.wrap(made.gid), made.opId, made.deadline, consents));
    }

    function _consents(Call calldata made) internal pure returns (OfficeSignature[] memory consents) {
        consents = new OfficeSignature[](1);
        consents[0] = OfficeSignature(made.signer, bytes.concat(made.r, made.s, bytes1(made.v)));
    }

    /// @dev What the head folds for this call, merges and splits left out.
    function _arguments(Call calldata made, OfficeCode code, uint64 number) internal view returns (bytes32) {
        Gid[] memory gids = new Gid[](1);
        gids[0] = Gid.wrap(made.gid);
        if (made.kind == REGISTER) {
            (bytes32 root, Gid first,,) = _registry.batch(number);
            return keccak256(abi.encode(number, code, first, uint256(1), root));
        }
        if (made.kind == AMEND) {
            return keccak256(abi.encode(made.gid, code, _registry.versionOf(gids[0]), made.word, made.opId));
        }
        if (made.kind == REVOKE) return keccak256(abi.encode(made.gid, code, made.word, made.opId));
        return keccak256(abi.encode(code, made.opId, gids));
    }

    function _operationOf(Call calldata made) internal pure returns (bytes32) {
        return made.kind == REGISTER ? keccak256(bytes.concat(hex"00", made.word)) : made.opId;
    }

    function _assumeExists(uint64 gid) internal view {
        vm.assume(gid != 0);
        vm.assume(gid < Gid.unwrap(_registry.nextGid()));
    }

    function _isElder(uint64 gid) internal view returns (bool) {
        return Gid.unwrap(_registry.survivorOf(Gid.wrap(gid))) < gid;
    }

    /// @dev A merged GID stands lower than its survivor, and nothing above the limit.
    function _climbs(uint64 gid) internal view returns (bool) {
        uint64 survivor = Gid.unwrap(_registry.survivorOf(Gid.wrap(gid)));
        if (survivor == 0) return true;
        uint256 height = _registry.heightOf(survivor);
        return height > _registry.heightOf(gid) && height <= HEIGHT_LIMIT;
    }

    function _assumeClimbs(uint64 gid) internal view {
        uint64 survivor = Gid.unwrap(_registry.survivorOf(Gid.wrap(gid)));
        vm.assume(_either(survivor == 0, _registry.heightOf(survivor) > _registry.heightOf(gid)));
        vm.assume(_registry.heightOf(survivor) <= HEIGHT_LIMIT);
        vm.assume(_registry.heightOf(gid) <= HEIGHT_LIMIT);
    }

    /// @dev Two different GIDs that lead to one survivor are both counted there.
    function _assumeCounted(uint64 one, uint64 other) internal view {
        uint64 survivor = Gid.unwrap(_registry.survivorOf(Gid.wrap(one)));
        bool apart = _either(one == other, Gid.unwrap(_registry.survivorOf(Gid.wrap(other))) != survivor);
        uint256 children = _registry.childrenOf(survivor);
        vm.assume(_either(survivor == 0, children != 0));
        vm.assume(_either(survivor == 0, _either(apart, children > 1)));
    }

    /// @dev `||` without a branch, so that the executor follows one path.
    function _either(bool one, bool other) private pure returns (bool either) {
        assembly {
            either := or(one, other)
        }
    }

    /// @dev Whoever signed the consent that comes with this call.
    function _signed(Call calldata made, uint64 survivor, uint8 proposer) internal view returns (address) {
        bytes32 typeHash = keccak256(
            bytes.concat(
                made.kind == MERGE ? bytes("Merge") : bytes("Split"),
                "Consent(uint8 office,uint8 proposer,uint64 merged,uint64 survivor,bytes32 opId,uint64 deadline)"
            )
        );
        bytes32 structHash =
            keccak256(abi.encode(typeHash, made.signer, proposer, made.gid, survivor, made.opId, made.deadline));
        bytes32 digest = Signing.digest("GID Pilot Registry", address(_registry), structHash);
        return ecrecover(digest, made.v, made.r, made.s);
    }

    /// @dev Whoever signed the approval of suspending office `made.kind`.
    function _approved(Call calldata made, bytes32 reason, uint64 epoch) internal view returns (address) {
        bytes32 typeHash =
            keccak256("SuspendOffice(uint8 office,bytes32 reasonHash,bytes32 opId,uint64 epoch,uint64 deadline)");
        bytes32 structHash = keccak256(abi.encode(typeHash, made.kind, reason, made.opId, epoch, made.deadline));
        bytes32 digest = Signing.digest("GID Pilot Offices", address(_offices), structHash);
        return ecrecover(digest, made.v, made.r, made.s);
    }

    /// @dev I1, as the hypothesis of every step: without it a search over garbage could find anything. No branches, so
    /// that the executor follows one path for each number of batches.
    function _assumePartition() internal view {
        uint64 batches = _registry.batchCount();
        vm.assume(batches <= MOST_BATCHES);
        vm.assume(Gid.unwrap(_registry.nextGid()) == _endOf(batches, true));
    }

    /// @dev First GID behind the first `batches` ranges, each of which must begin where the one before ended: assumed
    /// or asserted.
    function _endOf(uint64 batches, bool assumed) internal view returns (uint256 end) {
        end = 1;
        for (uint64 number = 0; number < batches; ++number) {
            (, Gid first, uint256 count,) = _registry.batch(number);
            if (assumed) {
                vm.assume(Gid.unwrap(first) == end);
                vm.assume(count != 0);
            } else {
                assert(Gid.unwrap(first) == end);
                assert(count != 0);
            }
            unchecked {
                end += count;
            }
        }
    }
}
