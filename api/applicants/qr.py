"""An applicant's address as a QR code, for letters and certificates."""

import io

import segno

QUIET_MODULES = 4
"""White modules around the code, as ISO/IEC 18004 asks."""


def qr_svg(url: str) -> bytes:
    """Draw a URL as a QR code with medium error correction, black on white, scalable."""
    picture = io.BytesIO()
    code = segno.make_qr(url, error="m")
    code.save(picture, kind="svg", border=QUIET_MODULES, light="#fff", xmldecl=False, svgclass=None, omitsize=True)
    return picture.getvalue()
