"""Secrets that have to be read again: sealed with a key that is made of the house's own.

What is kept in the database alone is of no use to whoever finds a copy of it.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

VERSION = "1"


class SealBroken(Exception):
    """It was sealed with another key, or for something else, or has been changed."""


def seal(words: str, *, purpose: str) -> str:
    """Seal a secret (Fernet: AES-CBC and HMAC). `purpose` says what, and whose it is: it opens
    for nothing else."""
    return f"{VERSION}.{_fernet(settings.SECRET_KEY, purpose).encrypt(words.encode()).decode()}"


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret again. Raises SealBroken."""
    version, _, token = sealed.partition(".")
    if version != VERSION:
        raise SealBroken
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _fernet(key, purpose).decrypt(token.encode()).decode()
        except InvalidToken:
            continue
    raise SealBroken


def _fernet(key: str | bytes | None, purpose: str) -> Fernet:
    """HKDF (RFC 5869), so that this key tells nothing of any other that is made of SECRET_KEY."""
    info = f"romanesco sealed {VERSION} {purpose}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(force_bytes(key))
    return Fernet(urlsafe_b64encode(derived))
