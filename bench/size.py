"""The plan page's script and style, as a browser loads them.

    python -m bench.size [--home DIR]

Begins with the HTML that the server sends, and follows stylesheets, module scripts, preloads and
static imports. What scripts only import when they need it, fonts and pictures are told apart.
"""

import argparse
import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.browsing import Line, Unexpected, sign_in
from bench.house import house
from bench.tables import show, verdict

AIM_KILOBYTES = 120.0
STATIC_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{0,2}/[^"']+)["']""")
LATER_IMPORT = re.compile(r"""\bimport\(\s*["'](\.{0,2}/[^"']+)["']""")
IN_STYLE = re.compile(r"""(@import\s*(?:url\()?|url\()\s*["']?([^"')]+)""")


@dataclass(frozen=True)
class Loaded:
    """One file that the page needs."""

    path: str
    kind: str
    when: str
    plain: int
    packed: int
    sent: int


class Links(HTMLParser):
    """What a page's HTML tells the browser to fetch: (address, kind)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        rel = told.get("rel", "")
        if tag == "script" and "src" in told:
            self.found.append((told["src"], "script"))
        elif tag == "link" and rel in ("stylesheet", "modulepreload"):
            self.found.append((told["href"], "style" if rel == "stylesheet" else "script"))
        elif tag == "link" and rel == "preload":
            self.found.append((told["href"], told.get("as", "other")))
        elif tag == "link" and rel in ("icon", "manifest"):
            self.found.append((told["href"], "other"))
        elif tag == "img" and "src" in told:
            self.found.append((told["src"], "picture"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, help="a home that stays, with demo data")
    with house(parser.parse_args().home) as built:
        pair = built.demo(1)["pairs"][0]
        built.start()
        (plan,) = (s["plan"] for s in pair["sessions"] if s["state"] == "planned")
        line = Line(built.port, sign_in(built, pair["mentee"]["sign_in"]))
        _report(load(line, f"/plans/{plan}/"))


def load(line: Line, page: str) -> list[Loaded]:
    """Every file behind a page. Raises Unexpected when one is not there."""
    html = line.page(page).body.decode()
    links = Links()
    links.feed(html)
    waiting = [(urljoin(page, address), kind, "with the page") for address, kind in links.found]
    found: dict[str, Loaded] = {}
    while waiting:
        path, kind, when = waiting.pop(0)
        if path in found or path.startswith("data:"):
            continue
        if urlsplit(path).netloc:
            raise Unexpected(f"the page fetches from elsewhere: {path}")
        body = line.page(path).body
        sent = len(line.get(path, accept_encoding="gzip").body)
        packed = len(gzip.compress(body, 9, mtime=0))
        found[path] = Loaded(path, kind, when, len(body), packed, sent)
        waiting += _next(path, kind, when, body)
    return list(found.values())


def _next(path: str, kind: str, when: str, body: bytes) -> list[tuple[str, str, str]]:
    if kind == "script":
        code = body.decode()
        now = [(urljoin(path, each), "script", when) for each in STATIC_IMPORT.findall(code)]
        later = [(urljoin(path, each), "script", "later") for each in LATER_IMPORT.findall(code)]
        return now + later
    if kind == "style":
        return [
            (urljoin(path, each), "style" if how.startswith("@") else _kind(each), "when used")
            for how, each in IN_STYLE.findall(body.decode())
        ]
    return []


def _kind(address: str) -> str:
    return "font" if address.endswith((".woff2", ".woff")) else "picture"


def _report(files: list[Loaded]) -> None:
    order = {"with the page": 0, "later": 1, "when used": 2}
    files.sort(key=lambda f: (order[f.when], f.kind, -f.packed))
    rows = [
        [f.path.rpartition("/")[2], f.kind, f.when, f.plain / 1e3, f.packed / 1e3, f.sent / 1e3]
        for f in files
    ]
    columns = ["file", "kind", "fetched", "kB", "kB gzip -9", "kB as sent"]
    show("Behind the plan page", columns, rows)
    counted = [f for f in files if f.kind in ("script", "style") and f.when == "with the page"]
    fonts = [f for f in files if f.kind == "font"]
    preloaded = sum(f.plain for f in fonts if f.when == "with the page") / 1e3
    print(f"\nfonts: {len(fonts)} files, {preloaded:.0f} kB of them with the page (woff2, packed)")
    print(verdict("script and style", sum(f.packed for f in counted) / 1e3, AIM_KILOBYTES, "kB"))
    sent = sum(f.sent for f in counted) / 1e3
    print(f"as this server sends them to a browser that takes gzip: {sent:.1f} kB")


if __name__ == "__main__":
    main()
