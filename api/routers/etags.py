"""The version of a thing as its ETag."""

import re

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def version_in(if_match: str) -> int:
    """The version that an If-Match header names; 0, which no thing has, for an ETag of something else."""
    match = _ETAG.fullmatch(if_match.strip())
    return int(match.group(1)) if match else 0
