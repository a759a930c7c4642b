// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ApplicantRegistry} from "../ApplicantRegistry.sol";
import {Offices} from "../Offices.sol";
import {Gid} from "../types/Gid.sol";
import {OfficeCode} from "../types/OfficeCode.sol";
import {OfficeSignature} from "../types/OfficeSignature.sol";
import {MerkleTreeHarness} from "./MerkleTree.t.sol";
import {vm} from "./Vm.sol";

/// @notice Statements for every input, for a symbolic executor: `halmos --contract Proofs --function check_ --loop 8`.
contract Proofs {
    address private constant OFFICE = address(0xA11CE);

    MerkleTreeHarness private _tree;
    ApplicantRegistry private _registry;

    function setUp() public {
        _tree = new MerkleTreeHarness();
        OfficeCode[] memory codes = new OfficeCode[](1);
        address[] memory keys = new address[](1);
        (codes[0], keys[0]) = (OfficeCode.wrap("JP"), OFFICE);
        _registry = new ApplicantRegistry(new Offices(codes, keys, address(0), 0), 5, 3);
        bytes32[] memory commitments = new bytes32[](3);
        commitments[0] = "one";
        commitments[1] = "two";
        commitments[2] = "three";
        vm.prank(OFFICE);
        _registry.register(commitments);
    }

    /// @notice The assembly is the definition, for any five commitments.
    function check_root_of_five(bytes32 a, bytes32 b, bytes32 c, bytes32 d, bytes32 e) external view {
        bytes32[] memory leaves = new bytes32[](5);
        (leaves[0], leaves[1], leaves[2], leaves[3], leaves[4]) = (a, b, c, d, e);
        bytes32 left = _node(_node(_leaf(a), _leaf(b)), _node(_leaf(c), _leaf(d)));
        assert(_tree.root(leaves) == _node(left, _leaf(e)));
    }

    /// @notice In a batch of three, nothing but the commitment itself passes at position 1, whatever the path.
    function check_no_forged_commitment(
        bytes32 a,
        bytes32 b,
        bytes32 c,
        bytes32 forged,
        bytes32 p,
        bytes32 q
    ) external view {
        bytes32[] memory path = new bytes32[](2);
        (path[0], path[1]) = (p, q);
        (bool fits, bytes32 result) = _tree.rootFromPath(forged, 1, 3, path);
        if (fits && result == _node(_node(_leaf(a), _leaf(b)), _leaf(c))) assert(forged == b);
    }

    /// @notice No sender but the office's key changes anything, by any unilateral call.
    function check_strangers_change_nothing(
        address sender,
        uint8 which,
        uint64 gid,
        bytes32 word,
        bytes32 opId
    ) external {
        if (sender == OFFICE) return;
        (bytes32 before,) = _registry.head();
        Gid[] memory gids = new Gid[](1);
        gids[0] = Gid.wrap(gid);
        bytes32[] memory words = new bytes32[](1);
        words[0] = word;
        vm.prank(sender);
        bool done;
        if (which == 0) (done,) = address(_registry).call(abi.encodeCall(_registry.register, (words)));
        else if (which == 1) (done,) = address(_registry).call(abi.encodeCall(_registry.amend, (gids, words, opId)));
        else if (which == 2) (done,) = address(_registry).call(abi.encodeCall(_registry.link, (gids, opId)));
        else if (which == 3) (done,) = address(_registry).call(abi.encodeCall(_registry.unlink, (gids, opId)));
        else (done,) = address(_registry).call(abi.encodeCall(_registry.revoke, (gids[0], word, opId)));
        (bytes32 afterwards,) = _registry.head();
        assert(!done && before == afterwards);
    }

    /// @notice A merge leaves an elder survivor, or nothing at all.
    function check_merged_leads_to_an_elder(uint64 merged, uint64 survivor, bytes32 opId) external {
        vm.prank(OFFICE);
        (bool done,) = address(_registry)
            .call(
                abi.encodeCall(
                    _registry.merge,
                    (Gid.wrap(merged), Gid.wrap(survivor), opId, type(uint64).max, new OfficeSignature[](0))
                )
            );
        if (done) assert(survivor < merged && merged <= 3 && survivor >= 1);
    }

    /// @notice What was registered is found in its batch, whatever is registered next.
    function check_batches_are_never_moved(bytes32 a, bytes32 b) external {
        bytes32[] memory commitments = new bytes32[](2);
        (commitments[0], commitments[1]) = (a, b);
        (bytes32 root, Gid first, uint256 count, uint8 office) = _registry.batch(0);
        vm.prank(OFFICE);
        (uint64 number, Gid next) = _registry.register(commitments);
        (bytes32 rootNow, Gid firstNow, uint256 countNow, uint8 officeNow) = _registry.batch(0);
        assert(root == rootNow && Gid.unwrap(first) == Gid.unwrap(firstNow) && count == countNow && office == officeNow);
        assert(number == 1 && Gid.unwrap(next) == 4 && Gid.unwrap(_registry.nextGid()) == 6);
    }

    function _leaf(bytes32 commitment) private pure returns (bytes32) {
        return keccak256(bytes.concat(hex"00", commitment));
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return keccak256(bytes.concat(hex"01", left, right));
    }
}
