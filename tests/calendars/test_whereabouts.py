"""Addresses as typed and as named by servers, and who may know the password."""

import httpx
import pytest

from romanesco.calendars.whereabouts import (
    NameInAddress,
    NotAnAddress,
    address_of,
    hop,
    may_know,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cloud.example.org", "https://cloud.example.org"),
        ("  https://cloud.example.org/remote.php/dav ", "https://cloud.example.org/remote.php/dav"),
        ("https://cloud.example.org:8443/dav/?x=1#y", "https://cloud.example.org:8443/dav/"),
        ("http://192.168.1.7:5232", "http://192.168.1.7:5232"),
        ("cloud.example.org:8443/dav/", "https://cloud.example.org:8443/dav/"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_is_understood(typed: str, meant: str) -> None:
    assert str(address_of(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "two words", "https://", "ftp://cloud.example.org", "file:///etc/passwd",
     "https://[::1", "https://cloud.example.org:99999", "a\tb", "x\ny", "h" * 1001,
     "https:///path"],
)  # fmt: skip
def test_what_is_no_address_is_told(typed: str) -> None:
    with pytest.raises(NotAnAddress):
        address_of(typed)


@pytest.mark.parametrize("typed", ["rosa@fastmail.com", "https://rosa:secret@cloud.example.org"])
def test_a_name_does_not_go_into_the_address(typed: str) -> None:
    with pytest.raises(NameInAddress) as refused:
        address_of(typed)
    assert "secret" not in refused.value.message


HERE = httpx.URL("https://cloud.example.org/dav/rosa/")


@pytest.mark.parametrize(
    ("location", "there"),
    [
        ("/dav/", "https://cloud.example.org/dav/"),
        ("work/", "https://cloud.example.org/dav/rosa/work/"),
        ("//other.example.org/", "https://other.example.org/"),
        ("https://p42.example.org:443/1/", "https://p42.example.org/1/"),
    ],
)
def test_a_server_sends_one_on(location: str, there: str) -> None:
    assert str(hop(HERE, location)) == there


@pytest.mark.parametrize(
    "location", ["ftp://x/", "javascript:alert(1)", "https://a:b@x.org/", "https://[", "/" * 1001]
)
def test_nobody_is_sent_anywhere_else(location: str) -> None:
    with pytest.raises(NotAnAddress):
        hop(HERE, location)


@pytest.mark.parametrize(
    ("typed", "other", "may"),
    [
        ("https://caldav.icloud.com", "https://p42-caldav.icloud.com:443/1/", True),
        ("https://caldav.icloud.com", "https://icloud.com", True),
        ("https://caldav.icloud.com", "https://evil.com", False),
        ("https://caldav.icloud.com", "https://evilicloud.com", False),
        ("https://caldav.icloud.com", "https://icloud.com.evil.org", False),
        ("https://caldav.icloud.com", "http://caldav.icloud.com", False),
        ("https://example.org", "https://dav.example.org/", True),
        ("https://example.org", "https://other.org/", False),
        ("https://cloud.example.org:8443", "https://cloud.example.org/", True),
        ("https://localhost", "https://other", False),
        ("https://10.0.0.1", "https://9.0.0.1", False),
        ("https://[2001:db8::1]", "https://[2001:db8::2]", False),
        ("http://192.168.1.7", "http://192.168.1.7:5232/", True),
        ("http://192.168.1.7", "http://192.168.1.8/", False),
        ("http://cloud.example.org", "https://cloud.example.org/", True),
    ],
)
def test_the_password_stays_in_the_house(typed: str, other: str, may: bool) -> None:
    assert may_know(httpx.URL(typed), httpx.URL(other)) is may
