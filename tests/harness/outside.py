"""The world outside, on loopback: names that resolve as told, certificates that are believed."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from romanesco.base import outgoing
from romanesco.base.addresses import read_networks
from tests.harness.certificates import Certificate, make_certificate

type Names = dict[str, list[str]]
real = socket.getaddrinfo


@pytest.fixture
def loopback_allowed(settings: Settings) -> None:
    """Whoever runs the house lets requests go to this machine."""
    settings.PRIVATE_NETWORKS = read_networks("127.0.0.0/8")


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names resolve to: each list in turn, its last one for ever."""
    told: Names = {}

    def look_up(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        if host not in told:
            return real(host, port, *args, **more)
        answers = told[host]
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return real(address, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return told


@pytest.fixture
def certificate() -> Iterator[Certificate]:
    """For everything below example.org."""
    made = make_certificate("*.example.org", "*.example.com")
    yield made
    made.forget()


@pytest.fixture
def believed(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Certificate]:
    """One that requests trust, as SSL_CERT_FILE has it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    outgoing._trust.cache_clear()
    yield certificate
    outgoing._trust.cache_clear()
