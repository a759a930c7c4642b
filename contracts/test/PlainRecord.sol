// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChangeHead} from "../libraries/ChangeHead.sol";
import {Gid} from "../types/Gid.sol";
import {TreeDefinition} from "./TreeDefinition.sol";

/// @notice What the registry must remember, kept plainly and without packing, and the rules by which it may change.
/// Whatever goes wrong is noted in `broken` under the number of the invariant that it breaks.
abstract contract PlainRecord {
    uint8 internal constant OFFICES = 4;
    uint64 internal constant MOST_GIDS = 12; // few, so that everything meets everything
    uint256 internal constant PERMANENCE = 3;
    uint256 internal constant FOREST = 4;
    uint256 internal constant OWN_LINKS = 6;
    uint256 internal constant CONSENT = 8;
    uint256 internal constant ONCE = 9;
    uint256 internal constant FROZEN = 10;
    uint256 internal constant NO_ETHER = 12;
    uint256 internal constant LIVENESS = 13;
    uint256 internal constant COUNCIL = 14;

    uint8 internal immutable heightLimit;
    mapping(uint256 invariant => string) internal broken;

    bytes32 internal head;
    uint64 internal sequence;
    uint64 internal allotted;
    uint64 internal batches;
    uint256 internal active = (1 << OFFICES) - 1; // bitmap by number
    uint256 internal suspended;
    uint256 internal time = 1_800_000_000;
    uint256 internal pausedUntil;
    mapping(uint64 batch => bytes32[]) internal _leaves;
    mapping(uint64 gid => uint64) internal birthBatch;
    mapping(uint64 gid => uint64) internal position;
    mapping(uint64 batch => uint8) internal registrar;
    mapping(uint64 gid => uint256) internal links;
    mapping(uint64 gid => uint256) internal inherited;
    mapping(uint64 gid => uint64) internal parent;
    mapping(uint64 gid => uint8) internal height;
    mapping(uint64 gid => bool) internal revoked;
    mapping(uint64 gid => uint32) internal version;
    mapping(uint64 gid => bytes32) internal amended;
    mapping(uint8 office => mapping(bytes32 opId => bool)) internal used;

    constructor(uint8 heightLimit_) {
        heightLimit = heightLimit_;
    }

    function isActive(uint64 gid) internal view returns (bool) {
        return isAllotted(gid) && parent[gid] == 0 && !revoked[gid];
    }

    function isAllotted(uint64 gid) internal view returns (bool) {
        return gid != 0 && gid <= allotted;
    }

    function endOf(uint64 gid) internal view returns (uint64) {
        return parent[gid] == 0 ? gid : endOf(parent[gid]);
    }

    function childrenOf(uint64 gid) internal view returns (uint256 count) {
        for (uint64 child = gid + 1; child <= allotted; ++child) {
            if (parent[child] == gid) ++count;
        }
    }

    /// @notice Offices that must consent to a merge or split of the two.
    function needed(uint64 merged, uint64 survivor) internal view returns (uint256) {
        return (_say(merged) | _say(survivor) | _say(endOf(survivor))) & (active | suspended);
    }

    function isPaused() internal view returns (bool) {
        return time < pausedUntil;
    }

    function _allot(uint8 office, bytes32[] memory commitments) internal returns (uint64 first) {
        first = allotted + 1;
        _leaves[batches] = commitments;
        registrar[batches] = office;
        for (uint64 i = 0; i < commitments.length; ++i) {
            allotted += 1;
            birthBatch[allotted] = batches;
            position[allotted] = i;
            links[allotted] = 1 << office;
            version[allotted] = 1;
        }
        batches += 1;
    }

    function _join(uint64 merged, uint64 survivor) internal {
        parent[merged] = survivor;
        inherited[survivor] |= _say(merged);
        if (height[merged] + 1 > height[survivor]) height[survivor] = height[merged] + 1;
    }

    function _part(uint64 merged) internal {
        uint64 survivor = parent[merged];
        parent[merged] = 0;
        if (childrenOf(survivor) == 0) (height[survivor], inherited[survivor]) = (0, 0);
    }

    function _fold(uint8 action, bytes memory arguments) internal {
        sequence += 1;
        head = ChangeHead.fold(head, sequence, action, keccak256(arguments));
    }

    function _break(uint256 invariant_, string memory what) internal {
        broken[invariant_] = what;
    }

    function _say(uint64 gid) private view returns (uint256) {
        return links[gid] | inherited[gid];
    }

    function _ascend(Gid[] memory gids) internal pure returns (bool) {
        return gids.length < 2 || gids[0] < gids[1];
    }

    function _count(uint256 bitmap) internal pure returns (uint256 ones) {
        for (; bitmap != 0; bitmap &= bitmap - 1) {
            ++ones;
        }
    }

    function _has(uint256 bitmap, uint8 office) internal pure returns (bool) {
        return bitmap & (1 << office) != 0;
    }

    function _treeRoot(bytes32[] memory commitments) internal pure returns (bytes32) {
        return TreeDefinition.root(commitments, 0, commitments.length);
    }
}
