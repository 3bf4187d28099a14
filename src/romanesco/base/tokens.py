"""Secrets that are handed out once and kept only as a digest."""

import hashlib
import secrets


def new_token() -> str:
    """A URL-safe secret with 256 bits of randomness (RFC 4648 base64url, 43 characters)."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The SHA-256 of a token as 64 hex digits: enough to recognise it, useless to whoever reads it.

    A fast hash is right here, since the input is random and long (unlike a password).
    """
    return hashlib.sha256(token.encode()).hexdigest()
