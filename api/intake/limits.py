"""Caps on what is taken in, checked before any expensive step."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Sizes above which a file or one of its rows is refused.

    Attributes:
        max_file_bytes: Size of a file after decompression, in bytes.
        max_rows: Rows below the header, or applicants in a document feed.
        max_records_per_request: Records in one JSON request.
        max_name_chars: Unicode code points of one name.
        max_name_bytes: UTF-8 bytes of one name.
        max_errors_listed: Refused rows that are reported one by one; the rest are counted.
        max_uploads_bytes: All uploads that are kept at one time, in bytes.
        keep_uploads_h: Hours after which an upload's files are deleted, taken or not.
    """

    max_file_bytes: int = 2 * 1024 * 1024 * 1024
    max_rows: int = 10_000_000
    max_records_per_request: int = 5_000
    max_name_chars: int = 512
    max_name_bytes: int = 2_048
    max_errors_listed: int = 20
    max_uploads_bytes: int = 8 * 1024 * 1024 * 1024
    keep_uploads_h: float = 24.0
