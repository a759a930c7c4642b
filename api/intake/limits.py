"""Caps on what is taken in, checked before any expensive step."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Sizes above which an extract or one of its rows is refused.

    Attributes:
        max_file_bytes: Size of an extract after decompression, in bytes.
        max_rows: Rows below the header.
        max_records_per_request: Records in one JSON upload.
        max_name_chars: Unicode code points of one name.
        max_name_bytes: UTF-8 bytes of one name.
        max_errors_listed: Refused rows that are reported one by one; the rest are counted.
    """

    max_file_bytes: int = 256 * 1024 * 1024
    max_rows: int = 1_000_000
    max_records_per_request: int = 5_000
    max_name_chars: int = 512
    max_name_bytes: int = 2_048
    max_errors_listed: int = 20
