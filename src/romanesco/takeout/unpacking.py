"""Opening a zip that somebody brings: it may be anything, so nothing it says of itself is believed.

Only the data file is read, counted while it is. Nothing is ever written under a name from the zip.
"""

import re
import stat
import struct
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from romanesco.takeout.kinds import DATA
from romanesco.takeout.refusals import NotTaken

LARGEST_FILE = 16 * 1_048_576
LARGEST_DATA = 32 * 1_048_576
LARGEST_DIRECTORY = 4 * 1_048_576
MOST_FILES = 20_000
MOST_FROM_ONE_BYTE = 200  # what we write packs to a tenth; deflate itself could make a thousand
ALWAYS = 1_048_576  # so much may come of however little
PIECE = 65_536
IN_MEMORY = 1_048_576
NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/){0,3}[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}")
END = struct.Struct("<4s4H2LH")  # PKWARE's APPNOTE, 4.3.16
END_MARK, LARGER_MARK = b"PK\x05\x06", b"PK\x06\x07"


_one_at_a_time = threading.Lock()


@contextmanager
def data_of(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The data file of a takeout, as a temporary file from its beginning, closed afterwards.

    One at a time in a process: what a file takes to be read may be much, and four times that is
    more than there is. Raises `NotTaken` while somebody else is at it, and for what is no
    takeout, is cut off, is too large, or holds what ours do not.
    """
    if not _one_at_a_time.acquire(blocking=False):
        raise NotTaken("Somebody else is bringing theirs in. Try again in a minute.")
    try:
        with _opened(file) as data:
            yield data
    finally:
        _one_at_a_time.release()


def _opened(file: IO[bytes]) -> IO[bytes]:
    _require_small(file)
    try:
        with zipfile.ZipFile(file) as zipped:
            return _copied(zipped, _checked(zipped))
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, OSError):
        raise NotTaken("This zip is damaged or cut off. Download it once more.") from None
    except (NotImplementedError, RuntimeError):
        raise NotTaken("This zip is packed in a way that ours never are.") from None


def _require_small(file: IO[bytes]) -> None:
    """Before the library reads the directory, whose size is told at the end of the file."""
    size = file.seek(0, 2)
    if size > LARGEST_FILE:
        raise NotTaken(f"This file is larger than {LARGEST_FILE // 1_048_576} MiB.")
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise NotTaken("This is no zip, or it is cut off. Bring the whole file as you got it.")
    _, _, _, _, count, directory, _, _ = END.unpack_from(tail, at)
    if LARGER_MARK in tail[max(0, at - 20) : at] or directory > LARGEST_DIRECTORY:
        raise NotTaken("This zip has more in it than ours ever have.")
    if count > MOST_FILES:
        raise NotTaken(f"This zip has more than {MOST_FILES:,} files in it.")
    file.seek(0)


def _checked(zipped: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The data file's entry, once every entry's name and nature is in order."""
    infos = zipped.infolist()
    if len(infos) > MOST_FILES:
        raise NotTaken(f"This zip has more than {MOST_FILES:,} files in it.")
    seen: set[str] = set()
    for info in infos:
        _require_plain(info)
        if info.filename.lower() in seen:
            raise NotTaken("The zip holds two files of this name.", file=_shown(info))
        seen.add(info.filename.lower())
    found = [info for info in infos if info.filename == DATA]
    if not found:
        raise NotTaken(f"There is no “{DATA}” in this zip: it is none of ours.")
    return found[0]


def _require_plain(info: zipfile.ZipInfo) -> None:
    if info.orig_filename != info.filename or not NAME.fullmatch(info.filename.removesuffix("/")):
        raise NotTaken("A file of this name is in none of our zips.", file=_shown(info))
    mode = info.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise NotTaken("This is a link or a device, and no file.", file=_shown(info))
    if info.flag_bits & 0x1:
        raise NotTaken("This zip is locked with a password. Unlock it first.", file=_shown(info))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotTaken("This is packed in a way that ours never are.", file=_shown(info))


def _shown(info: zipfile.ZipInfo) -> str:
    """A name that can stand in a message: what is no letter there shows as a question mark."""
    return "".join(c if c.isprintable() else "?" for c in info.orig_filename)[:80]


def _copied(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    into = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (its caller closes it)
    try:
        size = 0
        with zipped.open(info) as data:
            while piece := data.read(PIECE):
                size += len(piece)
                _require_bounds(size, info.compress_size)
                into.write(piece)
    except BaseException:
        into.close()
        raise
    into.seek(0)
    return into


def _require_bounds(size: int, packed: int) -> None:
    if size > LARGEST_DATA:
        most = LARGEST_DATA // 1_048_576
        raise NotTaken(f"Unpacked it is larger than {most} MiB.", file=DATA)
    if size > max(ALWAYS, packed * MOST_FROM_ONE_BYTE):
        raise NotTaken("This unpacks to far more than any text would.", file=DATA)
