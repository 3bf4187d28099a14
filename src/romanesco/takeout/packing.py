"""Records and pages as one zip. The same data gives the same bytes.

Written into a temporary file, plan by plan: what is in memory at once does not grow with it.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from romanesco.takeout.kinds import DATA
from romanesco.takeout.pages import Pages

LONG_AGO = (1980, 1, 1, 0, 0, 0)
LEVEL = 6
IN_MEMORY = 1_048_576


def packed(records: Iterable[dict[str, Any]]) -> IO[bytes]:
    """The zip, from its beginning; closing it deletes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (its caller closes it)
    try:
        write(records, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def write(records: Iterable[dict[str, Any]], file: IO[bytes]) -> None:
    """Write the zip: the pages as they come, and the data beside it until all of it is known."""
    pages = Pages()
    with (
        zipfile.ZipFile(file, "w", compresslevel=LEVEL) as into,
        tempfile.SpooledTemporaryFile(IN_MEMORY) as lines,
    ):
        for record in records:
            lines.write(line_of(record))
            for name, words in pages.of(record):
                into.writestr(_info(name), words)
        for name, words in pages.rest():
            into.writestr(_info(name), words)
        lines.seek(0)
        with into.open(_info(DATA), "w") as data:
            while piece := lines.read(65_536):
                data.write(piece)


def line_of(record: dict[str, Any]) -> bytes:
    """One record as its line."""
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info
