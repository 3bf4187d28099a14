"""Opening a plan with many edits behind it, after the server was restarted.

Ten pages, one after the other in life and here side by side, each typed a thousand edits: runs of
letters here and there in their own text, and some taken back. It counts as open when the page has
all of it; "synced" before the content does not count.
"""

import random
import time
from collections.abc import Iterator
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText

from bench.live.crowd import Crowd, Refused
from bench.live.keys import Stroke, Writer
from bench.live.plans import Plan
from bench.live.seat import EMPTY_UPDATE, NOTHING, Phase, Seat, now
from bench.live.targets import Target
from bench.live.trial import pair
from bench.live.wire import masked
from bench.typists import WORDS
from romanesco.live import frames
from romanesco.ydocs.lib0 import Reader
from romanesco.ydocs.update import decode

PAGES, EDITS = 10, 1_000
MOST_ON_THE_WAY = 20
PATIENCE_SECONDS = 180.0
LEAST_REST_SECONDS, MOST_REST_SECONDS, AT_REST_CPU = 4, 60, 0.03
RUN, TAKEN_BACK = 12, 0.12


def edits(state: bytes, item: str, client: int, count: int) -> list[bytes]:
    """What one page sends while somebody works on an item's text, as updates."""
    chance = random.Random(client)
    doc: Doc[Any] = Doc(client_id=client)
    doc.apply_update(state)
    made: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        made.append(event.update)

    fragment: XmlFragment = doc.get(f"item:{item}", type=XmlFragment)
    subscription = doc.observe(keep)
    with doc.transaction():
        text = fragment.children.append(XmlElement("paragraph")).children.append(XmlText("W"))
    length = 1
    for place, is_taken in _places(chance, count - 1):
        at = round(place * (length - 1))
        with doc.transaction():
            if is_taken and length > RUN:
                del text[at : at + 1]
                length -= 1
            else:
                text.insert(at + 1, chance.choice(WORDS))
                length += 1
    doc.unobserve(subscription)
    return made


def _places(chance: random.Random, count: int) -> Iterator[tuple[float, bool]]:
    """Where each edit goes, as a share of the text: a run at one place, then another place."""
    place = 0.0
    for number in range(count):
        if number % RUN == 0:
            place = chance.random()
        yield place, chance.random() < TAKEN_BACK


def fill(target: Target, plan: Plan) -> Doc[Any]:
    """Write the edits of all pages through the running server; what the plan then holds."""
    crowd = Crowd(target.port)
    whole: Doc[Any] = Doc()
    whole.apply_update(plan.state)
    pages = [seat for _ in range(PAGES // 2) for seat in pair(target, plan)]
    crowd.bring(pages[:1])
    crowd.bring(pages[1:])
    waiting = []
    for seat in pages:
        made = edits(plan.state, seat.writer.item, seat.writer.client, EDITS)
        waiting.append((seat, iter(made)))
        for update in made:
            whole.apply_update(update)
    end = now() + PATIENCE_SECONDS * 1e9
    while waiting and now() < end:
        waiting = [(seat, left) for seat, left in waiting if _pressed(seat, left)]
        crowd.turn(0.002)
    crowd.hear(20, lambda: not any(seat.pending for seat in pages))
    if waiting or any(seat.phase is Phase.CLOSED for seat in pages):
        raise Refused(next((seat.ended for seat in pages if seat.ended), "too slow"))
    crowd.leave()
    return whole


def at_rest(target: Target) -> None:
    """Wait until a server has nothing left to store: it says so by doing nothing."""
    for second in range(MOST_REST_SECONDS):
        before = target.cpu()
        time.sleep(1)
        if second >= LEAST_REST_SECONDS and target.cpu() - before < AT_REST_CPU:
            return


def _pressed(seat: Seat, left: Iterator[bytes]) -> bool:
    """Send what may go now; False when nothing is left."""
    while len(seat.pending) < MOST_ON_THE_WAY and seat.phase is Phase.OPEN:
        update = next(left, None)
        if update is None:
            return False
        message = frames.update(update)
        if structs := decode(update).structs.get(seat.writer.client):
            stroke = Stroke(message, b"", structs[-1].clock + structs[-1].length)
            seat.press(masked(seat.prefix + message), stroke, now())
        else:
            seat.say(message)
    return True


def opened(target: Target, plan: Plan, expected: Doc[Any]) -> float:
    """Milliseconds from asking for a socket until the page has the whole plan."""
    crowd = Crowd(target.port)
    seat = Seat(target.door(plan, 0), Writer(1 << 29, plan.items[0], b""), NOTHING, EMPTY_UPDATE)
    seat.messages = []
    page: Doc[Any] = Doc()
    wanted, words = clocks(expected), texts(expected, plan)
    try:
        crowd.seat(seat)
        end, read = now() + 20e9, 0
        while now() < end and seat.phase is not Phase.CLOSED:
            crowd.turn(0.2)
            for at, message in seat.messages[read:]:
                read += 1
                if message[1] != frames.STEP_1:
                    page.apply_update(Reader(message[2:]).var_bytes())
                if clocks(page) == wanted and texts(page, plan) == words:
                    return (at - seat.asked_at) / 1e6
    finally:
        crowd.leave()
    raise Refused(f"{target.label}: a cold plan did not come whole {seat.ended}")


def clocks(doc: Doc[Any]) -> dict[int, int]:
    """How far a document has heard of each client."""
    reader = Reader(doc.get_state())
    return {reader.var_uint(): reader.var_uint() for _ in range(reader.var_uint())}


def texts(doc: Doc[Any], plan: Plan) -> list[str]:
    """What stands in both items that are typed in."""
    roots = [doc.get(f"item:{item}", type=XmlFragment) for item in plan.items]
    with doc.transaction():
        return [str(root) for root in roots]


def cold(target: Target, plans: list[Plan], rounds: range) -> list[float]:
    """Fill these plans once; then restart the server and open each, in each round."""
    target.start()
    try:
        wholes = [fill(target, plan) for plan in plans]
        at_rest(target)
        times: list[float] = []
        for _ in rounds:
            target.stop()
            target.start()
            times += [opened(target, *each) for each in zip(plans, wholes, strict=True)]
    finally:
        target.stop()
    return times
