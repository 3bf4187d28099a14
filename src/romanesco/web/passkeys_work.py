"""Whether a browser would make a passkey for the address that this page was asked at."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest


def passkeys_work(request: HttpRequest) -> bool:
    """Passkeys belong to a name, never to a number, and need HTTPS away from this machine
    (WebAuthn, level 3, section 5.1.3; Secure Contexts, section 3.1)."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        ip_address(host)
    except ValueError:
        is_here = host == "localhost" or host.endswith(".localhost")
        return request.is_secure() or is_here
    return False
