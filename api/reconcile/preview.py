"""The small page that a client shows in a frame beside a candidate."""

import base64
import hashlib
from html import escape

from api.applicants.reading import Applicant
from api.reconcile.answers import description
from matching.records import NameKind
from node.identifiers import NOT_A_WIPO_IDENTIFIER, format_gid

STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:.6rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.05rem;margin:0}p{margin:.25rem 0}small{color:#555}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

PREVIEW_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
"""No script, nothing loaded; framing is allowed, because that is what a preview is for."""

MOST_FORMER_NAMES = 3


def preview_page(applicant: Applicant) -> str:
    """The page of one applicant; names come from others and are escaped."""
    name = applicant.row.standard_name
    former = dict.fromkeys(
        form.text for stored in applicant.records for form in stored.record.name_forms if form.kind is NameKind.FORMER
    )
    lines = [f'<h1 lang="{escape(name["language"] or "und")}" dir="auto">{escape(name["text"])}</h1>']
    lines.append(f'<p dir="auto">{escape(description(applicant))}</p>')
    if former:
        listed = "; ".join(list(former)[:MOST_FORMER_NAMES])
        lines.append(f'<p dir="auto">Formerly {escape(listed)}</p>')
    lines.append(f"<p>{escape(format_gid(applicant.gid))}</p><p><small>{escape(NOT_A_WIPO_IDENTIFIER)}</small></p>")
    head = f'<meta charset="utf-8"><title>{escape(format_gid(applicant.gid))}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(lines)}</body></html>'
