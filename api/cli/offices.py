"""An office's code as somebody types it."""

from api.errors import UsageError
from api.intake.st3 import is_office_code


def office_code(text: str) -> str:
    """Return the code in capitals, however it was typed.

    Raises:
        UsageError: WIPO ST.3 has no such code.
    """
    code = text.strip().upper()
    if not is_office_code(code):
        raise UsageError(f"--office {text[:24]!a} is not a current WIPO ST.3 code, such as JP or EP")
    return code
