"""Bytes in the database's file are not ours any more: an update, a stored bomb that overflows the
stack of whoever applies it, a checkpoint. That plan is set aside; all others run."""

import shutil
import sqlite3
import zlib
from contextlib import closing
from typing import Any
from uuid import UUID

from romanesco.live.close_codes import CloseCode
from tests.faults.bare import BareSocket, Closed
from tests.faults.house import House, a_house
from tests.faults.mutated import bomb
from tests.faults.telling import CannotBeShown, Say, Wishes
from tests.live.conftest import until

DEPTH = 26_000

FIND_COMMITS = """
    SELECT id, hex(body) FROM romanesco_yjournal
    WHERE id > 0 AND instr(hex(body), upper(?1)) ORDER BY id
"""
CHANGE_COMMIT = "UPDATE romanesco_yjournal SET body = ?2 WHERE id = ?3 AND ?1 != ''"
KEPT_COMMIT = "SELECT 1 FROM romanesco_yjournal WHERE id < 0 AND ?1 != ''"
FIND_ROWS = 'SELECT seq, hex("update") FROM romanesco_yupdate WHERE document_id = ?1'
CHANGE_ROW = 'UPDATE romanesco_yupdate SET "update" = ?2 WHERE document_id = ?1 AND seq = ?3'


def play(wishes: Wishes, say: Say) -> None:
    if wishes.database != "sqlite":
        raise CannotBeShown("Only the file of SQLite can be damaged from here.")
    with a_house(wishes) as house:
        house.both()
        _an_update(house, say)
        _a_bomb(house, say)
        _a_checkpoint(house, say)
        say(house.is_whole("rosa", "theo"))


def _an_update(house: House, say: Say) -> None:
    """One in the journal, as a killed server left it; then one of many in a row. What is readable
    is shown; whoever still has the words brings them again."""
    for place, (find, change, kept) in {
        "the journal": (FIND_COMMITS, CHANGE_COMMIT, KEPT_COMMIT),
        "a row": (FIND_ROWS, CHANGE_ROW, FIND_ROWS),
    }.items():
        _killed_while_typing(house)
        if find == FIND_ROWS:
            _moved(house)
        readable = _spoilt(house, find, change)
        until(lambda kept=kept: _run(house, kept), patience=30)  # type: ignore[misc]
        _others_run(house)
        say(
            f"An update in {place} is damaged: the plan opens with “{readable}”, and Rosa's page "
            "brings the rest again. What is damaged is kept."
        )


def _killed_while_typing(house: House) -> None:
    """The server is gone before anything is moved or folded."""
    for name in ("rosa", "theo"):
        house.people.do("disconnect", name=name)
    house.server.stop()
    house.server.start()
    house.people.do("connect", name="rosa")
    for words in ("one ", "two ", "three "):
        house.people.write("rosa", words)
        house.people.settled("rosa")
    house.people.do("disconnect", name="rosa")
    house.server.kill()


def _moved(house: House) -> None:
    """What the server does with its journal after a while; here nobody else has typed."""
    pack = b"".join(bytes.fromhex(content) for _, content in _run(house, FIND_COMMITS))
    insert = 'INSERT INTO romanesco_yupdate (document_id, "update", checksum) VALUES (?1, ?2, -1)'
    _run(house, insert, pack)
    _run(house, "DELETE FROM romanesco_yjournal WHERE ?1 != ''")


def _spoilt(house: House, find: str, change: str) -> str:
    """Damage one of these; what whoever comes then can read."""
    found = _run(house, find)
    number, content = found[len(found) // 2]
    spoilt = bytearray.fromhex(content)
    spoilt[len(spoilt) // 2] ^= 0x55
    _run(house, change, bytes(spoilt), number)
    house.server.start()
    house.people.join("fresh", "theo")
    house.people.synced("fresh")
    readable = house.people.reads("fresh").strip()
    for name in ("rosa", "theo"):
        house.people.do("connect", name=name)
    house.people.settled("rosa", "theo")
    house.people.same("rosa", "theo", "fresh")
    assert house.people.reads("fresh").startswith("three two one ")
    house.people.do("drop", name="fresh")
    return readable


def _a_bomb(house: House, say: Say) -> None:
    """As if it had been stored by an older version, and with the right checksum."""
    _stopped(house)
    file = house.server.home / "romanesco.sqlite3"
    before = shutil.copy(file, file.with_suffix(".before"))
    update = bomb(client=4711, depth=DEPTH)
    insert = 'INSERT INTO romanesco_yupdate (document_id, "update", checksum) VALUES (?1, ?2, ?3)'
    _run(house, insert, update, zlib.crc32(update))
    house.server.start()
    end = _knock(house)
    process = house.server.process
    assert process is not None
    assert process.poll() is None, "the server is gone"
    _others_run(house)
    say(f"A stored bomb of {DEPTH:,} nested types: the plan {end}, and the server lives on.")
    house.server.stop()
    shutil.copy(before, file)
    house.server.start()


def _a_checkpoint(house: House, say: Say) -> None:
    _stopped(house)
    ((content,),) = _run(house, "SELECT hex(checkpoint) FROM romanesco_ydocument WHERE id = ?")
    whole = bytes.fromhex(content)
    damaged = whole[: len(whole) // 2] + b"not ours" + whole[len(whole) // 2 + 8 :]
    _run(house, "UPDATE romanesco_ydocument SET checkpoint = ?2 WHERE id = ?1", damaged)
    house.server.start()
    end = _knock(house)
    assert str(CloseCode.FAILED.value) in end
    told = house.ask("GET", f"/api/plans/{house.scene['plan']}")
    _others_run(house)
    ((content,),) = _run(house, "SELECT hex(checkpoint) FROM romanesco_ydocument WHERE id = ?")
    assert bytes.fromhex(content) == damaged, "what is damaged was changed"
    say(f"A damaged checkpoint: the plan {end}; the API says “{told.get('title')}”.")
    house.server.stop()
    _run(house, "UPDATE romanesco_ydocument SET checkpoint = ?2 WHERE id = ?1", whole)
    house.server.start()
    for name in ("rosa", "theo"):
        house.people.do("connect", name=name)
    house.people.settled("rosa", "theo")
    say("It was kept as it was: with its bytes put right, the plan is there again.")


def _stopped(house: House) -> None:
    for name in ("rosa", "theo"):
        house.people.do("disconnect", name=name)
    house.server.stop()


def _knock(house: House) -> str:
    """How it goes for somebody who opens the plan."""
    with BareSocket(house, "theo") as socket:
        try:
            while socket.receive()[:2] != b"\x00\x00":
                pass
        except Closed as closed:
            return f"is closed with {closed.code} ({closed.reason})"
        return "opens with what is readable"


def _others_run(house: House) -> None:
    """Another plan of the two opens, on the page's API and in its room."""
    other = house.pair["sessions"][0]["plan"]
    assert house.ask("GET", f"/api/plans/{other}")["items"]
    house.people.knock("other", "rosa", plan=other)
    house.people.is_open("other")


def _run(house: House, sql: str, *values: Any) -> list[Any]:
    """Past the server, in its file; the first value is always the plan's document."""
    path = house.server.home / "romanesco.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database, database:
        find = "SELECT document_id FROM romanesco_plan WHERE id = ?"
        ((document,),) = database.execute(find, [UUID(house.scene["plan"]).hex])
        return database.execute(sql, [document, *values]).fetchall()
