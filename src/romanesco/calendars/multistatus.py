"""The XML of WebDAV: what is asked of a server, and what it says about which address.

RFC 4918 (WebDAV), 4791 (CalDAV), 5397 (current-user-principal), 3744 (privileges). Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, TreeBuilder, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

DEEPEST = 32
MOST_ELEMENTS = 50_000

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"

NAME = f"{DAV}displayname"
KIND = f"{DAV}resourcetype"
ETAG = f"{DAV}getetag"
PRINCIPAL = f"{DAV}current-user-principal"
PRIVILEGES = f"{DAV}current-user-privilege-set"
HOMES = f"{CALDAV}calendar-home-set"
COMPONENTS = f"{CALDAV}supported-calendar-component-set"
WRITING = {f"{DAV}{name}" for name in ("all", "write", "write-content", "bind")}


class NotMultistatus(Exception):
    """No XML, XML with tricks in it, or XML about something else."""


@dataclass(frozen=True)
class Told:
    """What a server says of one address: the properties that it has."""

    href: str
    properties: dict[str, Element]

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses that a property holds."""
        found = self.properties.get(name)
        inner = found.iter(f"{DAV}href") if found is not None else iter(())
        return [one.text.strip() for one in inner if one.text]

    @property
    def is_calendar(self) -> bool:
        kind = self.properties.get(KIND)
        return kind is not None and kind.find(f"{CALDAV}calendar") is not None

    @property
    def takes_events(self) -> bool:
        """Where nothing is said it takes every component (RFC 4791 5.2.3)."""
        told = self.properties.get(COMPONENTS)
        names = [one.get("name", "").upper() for one in told] if told is not None else []
        return not names or "VEVENT" in names

    @property
    def may_be_written(self) -> bool:
        """Where nothing is said one has to try."""
        told = self.properties.get(PRIVILEGES)
        return told is None or any(one.tag in WRITING for one in told.iter())


def propfind(*names: str) -> bytes:
    """The body of a PROPFIND for these properties."""
    root = Element(f"{DAV}propfind")
    wanted = SubElement(root, f"{DAV}prop")
    for name in names:
        SubElement(wanted, name)
    return _written(root)


def query_for(uid: str) -> bytes:
    """The body of a REPORT for the event with this UID (RFC 4791 7.8)."""
    root = Element(f"{CALDAV}calendar-query")
    SubElement(SubElement(root, f"{DAV}prop"), ETAG)
    inner = SubElement(root, f"{CALDAV}filter")
    for name in ("VCALENDAR", "VEVENT"):
        inner = SubElement(inner, f"{CALDAV}comp-filter", name=name)
    wanted = SubElement(inner, f"{CALDAV}prop-filter", name="UID")
    SubElement(wanted, f"{CALDAV}text-match", collation="i;octet").text = uid
    return _written(root)


def read(body: bytes) -> list[Told]:
    """What a server answered. Raises NotMultistatus; entities, document types and what is deeper or
    longer than any list of calendars are refused."""
    try:
        parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)  # type: ignore[no-untyped-call]
        parser.feed(body)
        root: Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotMultistatus from None
    if root.tag != f"{DAV}multistatus":
        raise NotMultistatus
    return [told for response in root.findall(f"{DAV}response") if (told := _told(response))]


class _Bounded(TreeBuilder):
    """Builds no further than an answer may go: a deep one takes seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise NotMultistatus
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _told(response: Element) -> Told | None:
    href = (response.findtext(f"{DAV}href") or "").strip()
    return Told(href, dict(_properties(response))) if href else None


def _properties(response: Element) -> Iterator[tuple[str, Element]]:
    for part in response.findall(f"{DAV}propstat"):
        status = (part.findtext(f"{DAV}status") or "").split()
        if len(status) > 1 and status[1] == "200":
            yield from ((one.tag, one) for prop in part.findall(f"{DAV}prop") for one in prop)


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
