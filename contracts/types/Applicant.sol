// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Gid} from "./Gid.sol";

/// @notice Where a GID stands in its life.
enum Status {
    Unknown, // not allotted
    Active,
    Merged, // leads to its survivor; only a split changes it
    Revoked // for good
}

/// @notice What the registry stores about one GID beyond its batch: nothing, until something happens to it. One slot.
struct Applicant {
    Gid survivor; // where a merged GID leads; zero unless merged
    uint32 amendments; // commitments that replaced the registered one
    uint32 children; // GIDs merged directly into this one
    uint8 height; // upper bound on the merges on top of each other below this GID
    bool revoked;
}

/// @notice The commitments anchored by one transaction: the GIDs from `firstGid`, `count` of them, in order. Two slots.
struct Batch {
    bytes32 root; // bound to chain, registry, `firstGid` and `count`
    Gid firstGid;
    uint32 count;
    uint8 office; // number of the registering office
}

/// @notice The kinds of change that the registry's head folds. The numbers are part of the head's definition.
enum Action {
    None,
    Register,
    Amend,
    Link,
    Unlink,
    Merge,
    Split,
    Revoke,
    ForceUnlink
}
