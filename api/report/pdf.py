"""The report as PDF, made by WeasyPrint from the HTML page. Pango, which it needs, is the system's."""

from pathlib import Path
from typing import NoReturn

from api.errors import PdfUnavailableError


def write_pdf(html: str, path: Path) -> None:
    """Write the file; nothing is fetched while it is made.

    Raises:
        PdfUnavailableError: WeasyPrint finds no Pango.
    """
    try:
        from weasyprint import HTML  # loads Pango
    except OSError:
        raise PdfUnavailableError from None
    HTML(string=html, url_fetcher=_refuse).write_pdf(path, pdf_tags=True, full_fonts=False)


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"the report refers to nothing outside itself: {url[:60]}")
