"""A closing pack as one Markdown text. Pure."""

from collections.abc import Iterator

from romanesco.closing.pack import Pack, Said, day
from romanesco.closing.parts import Line, Piece, parts_of
from romanesco.plans.as_markdown import one_line
from romanesco.plans.markdown_writing import body_to_markdown


def pack_as_markdown(pack: Pack) -> str:
    """The same as the page, in the same order."""
    return "\n\n".join(_blocks(pack)) + "\n"


def plain(text: str) -> str:
    """Words in one line, with what would be Markdown in them escaped."""
    words = one_line(text)
    return body_to_markdown(
        [{"type": "paragraph", "content": [{"type": "text", "text": words}]}] if words else []
    ).strip()


def _blocks(pack: Pack) -> Iterator[str]:
    yield f"# {plain(pack.title)}"
    yield pack.numbers
    for part in parts_of(pack):
        yield f"## {part.heading}"
        for piece in part.pieces:
            yield from _piece(piece)


def _piece(piece: Piece) -> Iterator[str]:
    if piece.heading:
        yield f"### {piece.heading}"
    if piece.lines:
        yield "\n".join(_line(line) for line in piece.lines)
    for one in piece.said:
        yield _said(one)


def _line(line: Line) -> str:
    return f"- {plain(line.text)} ({plain(line.about)})" if line.about else f"- {plain(line.text)}"


def _said(one: Said) -> str:
    return f"**{day(one.on)}: {plain(one.prompt)}**\n\n{body_to_markdown(one.body)}"
