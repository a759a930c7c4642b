"""The smallest extracts that show what they have to: certain, doubtful and lone records."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADER = "office,local_id,name,name_language,name_latin,applicant_type,country,city,identifiers,other_names,families"

SAME_LEI = "lei:5493001KJTIIGC8Y1R12"

CERTAIN = (
    f"JP,1001,Aoyama Precision Works Co. Ltd.,en,,organisation,JP,Osaka,{SAME_LEI},,",
    f"WO,IB2001,AOYAMA PRECISION WORKS CO. LTD,en,,organisation,JP,Osaka,{SAME_LEI},,",
)
"""Two offices' records that an identifier makes one applicant beyond doubt."""

DOUBTFUL = (
    "KR,3001,Hanbit Optical Instruments Co. Ltd.,en,,organisation,KR,Seoul,,,",
    "WO,IB2002,Hanbit Optical Instruments Inc.,en,,organisation,KR,Seoul,,,",
)
"""Two records that may be one applicant; names alone never settle it."""

ALONE = ("SA,5001,مؤسسة الواحة للتقنية,ar,,organisation,SA,Riyadh,,,",)
"""A record like no other."""

ALL = (*CERTAIN, *DOUBTFUL, *ALONE)


class Clock:
    """A clock that moves a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def write_extract(path: Path, *rows: str, header: str = HEADER) -> Path:
    """Write an extract of these rows."""
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
