"""Secrets: passwords, API keys, session cookies. Only hashes of them are ever stored."""

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import WeakPasswordError

LEAST_PASSWORD_CHARS, MOST_PASSWORD_CHARS = 12, 200
"""Least: NIST SP 800-63B asks 8 and recommends more; most: so that hashing has a bound."""

_HASHER = PasswordHasher()
"""Argon2id with the library's defaults, RFC 9106's profile for little memory: 64 MiB, 3 passes."""

_AT_ONCE = threading.BoundedSemaphore(2)
"""Hashes computed at the same time: each holds 64 MiB, so a flood of sign-ins must queue and not fill the memory."""


@cache
def _nobodys_hash() -> str:
    """Verified when there is no such account, so that the answer takes as long as for one."""
    return _HASHER.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The Argon2id hash of a new password, with its salt and parameters.

    Raises:
        WeakPasswordError: it is too short, too long, or one character repeated.
    """
    long_enough = LEAST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS
    if not long_enough or len(set(password)) < LEAST_PASSWORD_CHARS // 2:
        raise WeakPasswordError(LEAST_PASSWORD_CHARS, MOST_PASSWORD_CHARS)
    with _AT_ONCE:
        return _HASHER.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether a password is the one behind a stored hash; takes the same time when there is none."""
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(stored or _nobodys_hash(), password[: MOST_PASSWORD_CHARS + 1])
        except (VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for a secret of 256 random bits, where a slow hash would only invite floods."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same_digest(left: str, right: str) -> bool:
    """Compare in a time that does not depend on where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def draw_session_token() -> str:
    """What a session cookie holds: 256 random bits."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key in parts: `gid_<id>_<secret>`; the fixed prefix lets scanners find keys that leaked."""

    id: str
    secret: str

    def __str__(self) -> str:
        return f"gid_{self.id}_{self.secret}"

    @property
    def digest(self) -> str:
        """What is stored in place of the secret."""
        return digest(self.secret)


_KEY = re.compile(r"gid_([0-9a-f]{12})_([0-9a-f]{64})")


def draw_api_key() -> ApiKey:
    """A fresh key; its secret has 256 random bits."""
    return ApiKey(secrets.token_hex(6), secrets.token_hex(32))


def parse_api_key(text: str) -> ApiKey | None:
    """The parts of a key as it was sent; None when it has not the form of one."""
    match = _KEY.fullmatch(text)
    return ApiKey(*match.groups()) if match else None
