"""The configuration, read from the environment once and checked before anything starts.

`read` is pure: it turns strings into an `Environment` or raises `WrongValue`. `load` also
touches the disk: it makes the home folder and keeps the secret key in it.
"""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url

from romanesco.base.addresses import Network, read_networks
from romanesco.config.mail_url import Mail, WrongMail, read_mail
from romanesco.config.reply_url import WrongReply, read_reply
from romanesco.mail.way_in import WayIn

DEFAULT_URL = "http://127.0.0.1:8000"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SHORTEST_KEY = 20
SQLITE_NAME = "romanesco.sqlite3"

# WAL and FULL: a commit that returned has reached the disk. IMMEDIATE: a writer queues at
# BEGIN for at most `timeout` seconds, instead of failing half-way through its transaction.
# secure_delete: what is deleted is overwritten, so that words do not stay in free pages.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON"
    ),
}

# A network that was cut says nothing: after some ten seconds of silence a connection counts as
# lost, here and (`options`) at the server, which then lets go of its locks. TLS and sockets in
# folders take the same words. Whatever DATABASE_URL says of these stands instead.
POSTGRES_OPTIONS: dict[str, Any] = {
    "application_name": "romanesco",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "options": (
        "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
        "-c tcp_user_timeout=8000"
    ),
}


class WrongValue(ValueError):
    """A variable holds something that Romanesco cannot start with."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


@dataclass(frozen=True)
class Environment:
    """Everything that a house is told from outside."""

    home: Path
    database: dict[str, Any]
    url: str | None  # the public address as told, without a slash at its end
    secret_key: str | None  # None: the one in the home folder
    mail: Mail | None  # None: letters are not sent
    way_in: WayIn | None  # None: letters cannot be answered
    trusted_proxies: tuple[str, ...]
    private_networks: tuple[Network, ...]  # where requests may go besides the open internet
    debug: bool

    def public_url(self) -> str:
        """Where people find this house: as told, else where its server last answered."""
        return self.url or _kept_url(self.home / "address") or DEFAULT_URL

    @property
    def is_https(self) -> bool:
        return self.url is not None and self.url.startswith("https://")

    @property
    def allowed_hosts(self) -> list[str]:
        """Names that a request may ask for: this machine's own, and the public one."""
        return [*LOOPBACK, *([_bracketed(urlsplit(self.url))] if self.url else [])]


def read(environ: Mapping[str, str]) -> Environment:
    """Read the variables. An empty one counts as not set.

    Raises WrongValue, which names the variable.
    """
    home = Path(environ.get("ROMANESCO_HOME") or "var").expanduser().absolute()
    return Environment(
        home=home,
        database=_database(environ.get("DATABASE_URL", ""), home),
        url=_url(environ.get("ROMANESCO_URL", "")),
        secret_key=_secret_key(environ.get("SECRET_KEY", "")),
        mail=_mail(environ.get("EMAIL_URL", "")),
        way_in=_way_in(environ.get("REPLY_URL", "")),
        trusted_proxies=_proxies(environ.get("ROMANESCO_TRUSTED_PROXIES", "")),
        private_networks=_private_networks(environ.get("ROMANESCO_PRIVATE_NETWORKS", "")),
        debug=_yes_or_no("ROMANESCO_DEBUG", environ.get("ROMANESCO_DEBUG", "")),
    )


def load(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read the variables, make the home folder, and fill in what it keeps.

    Raises WrongValue.
    """
    found = read(environ)
    try:
        found.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = found.secret_key or _kept_key(found.home / "secret-key")
    except OSError as error:
        raise WrongValue("ROMANESCO_HOME", f"{error.strerror}: {error.filename}") from error
    return replace(found, secret_key=key)


def _database(value: str, home: Path) -> dict[str, Any]:
    if not value:
        return _sqlite(str(home / SQLITE_NAME), {})
    scheme = value.partition(":")[0]
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise WrongValue("DATABASE_URL", "should begin with sqlite:// or postgres://")
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(value))
    except ValueError:
        raise WrongValue("DATABASE_URL", "is not a database URL") from None
    name = parsed["NAME"]
    if not name or name == ":memory:":
        raise WrongValue("DATABASE_URL", "names no database that would outlast the process")
    if scheme == "sqlite":
        return _sqlite(str(Path(name).absolute()), parsed.get("OPTIONS", {}))
    return {**parsed, "OPTIONS": {**POSTGRES_OPTIONS, **parsed.get("OPTIONS", {})}}


def _sqlite(name: str, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {**SQLITE_OPTIONS, **options},
    }


def _url(value: str) -> str | None:
    if not value:
        return None
    if any(letter.isspace() or not letter.isprintable() for letter in value):
        raise WrongValue("ROMANESCO_URL", "holds a space or a control character")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise WrongValue("ROMANESCO_URL", "is not an address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongValue("ROMANESCO_URL", "should look like https://mentoring.example.org")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise WrongValue("ROMANESCO_URL", "should be only a scheme, a host and perhaps a port")
    return f"{parts.scheme}://{_bracketed(parts)}" + (f":{port}" if port else "")


def _bracketed(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _secret_key(value: str) -> str | None:
    if value and len(value) < SHORTEST_KEY:
        raise WrongValue("SECRET_KEY", f"is shorter than {SHORTEST_KEY} characters")
    return value or None


def _mail(value: str) -> Mail | None:
    try:
        return read_mail(value) if value else None
    except WrongMail as error:
        raise WrongValue("EMAIL_URL", str(error)) from None


def _way_in(value: str) -> WayIn | None:
    try:
        return read_reply(value) if value else None
    except WrongReply as error:
        raise WrongValue("REPLY_URL", str(error)) from None


def _proxies(value: str) -> tuple[str, ...]:
    proxies = tuple(part.strip() for part in value.split(",") if part.strip())
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            why = f"“{proxy}” is not an address or a network"
            raise WrongValue("ROMANESCO_TRUSTED_PROXIES", why) from None
    return proxies


def _private_networks(value: str) -> tuple[Network, ...]:
    try:
        return read_networks(value)
    except ValueError as error:
        why = f"“{error}” is not a network; one looks like 192.168.1.0/24"
        raise WrongValue("ROMANESCO_PRIVATE_NETWORKS", why) from None


def _yes_or_no(variable: str, value: str) -> bool:
    match value.strip().lower():
        case "" | "0" | "no" | "false":
            return False
        case "1" | "yes" | "true":
            return True
    raise WrongValue(variable, "should be yes or no")


def _kept_key(file: Path) -> str:
    """The key in the home folder, made when there is none. Two starting at once agree on one."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    if not file.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_KEY:
        raise WrongValue("SECRET_KEY", f"the one kept in {file} is too short; remove that file")
    return key


def _kept_url(file: Path) -> str | None:
    """What `serve` left in the home folder, so that other commands link to it."""
    try:
        return _url(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
