"""Takes a letter that came in: once, from whom it should be, to where its words belong.

What is trusted: the address that it came to, which is signed, cannot be guessed and was written to
one person; and that the letter says it is from that person. Where our own receiving server looked
at who really sent it, its word counts too. Nothing is logged but a code.
"""

import logging
import traceback
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from romanesco.base.tokens import digest
from romanesco.calendars.answering import take_answer
from romanesco.mail.models import Letter, ReplyAddress
from romanesco.mail.reply_address import found, house_address
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.queries import may_see
from romanesco.replies import sorting, telling
from romanesco.replies.addressed import plan_of, session_or_rhythm
from romanesco.replies.beside import words_beside
from romanesco.replies.incoming import Handed, Incoming, Unreadable, from_address, header
from romanesco.replies.keeping import TooManyKept, keep
from romanesco.replies.models import Arrival
from romanesco.replies.placing import Reply, place

logger = logging.getLogger(__name__)
MOST_LETTERS = {"plan": 20, "calendar": 500}  # to one address; the rest is kept


@dataclass(frozen=True)
class _Hand:
    """What was handed over, and to whom: None for an address that was never written."""

    letter: Handed
    address: ReplyAddress | None
    sender: str | None
    verdict: str
    is_cut: bool
    is_house: bool  # it came to the address that letters come from


@dataclass(frozen=True)
class _Answer:
    """A letter with a person's words, and whose address it came to."""

    letter: Incoming
    address: ReplyAddress
    person: Person
    plan: Plan | None
    at: datetime


def arrive(
    raw: bytes | Handed,
    *,
    recipient: str,
    at: datetime,
    sender: str | None = None,
    verdict: str = "",
    is_cut: bool = False,
) -> str:
    """Take one letter, as it came, and return a code of what became of it.

    `sender` is the envelope's: "" is the empty one, None is unknown. `verdict` is "pass" or "fail"
    where whoever hands the letter over has looked at who sent it. `is_cut`: the letter is too
    large, and only its headers are here.

    placed, added: in the plan. calendar_…: an answer to an invitation. kept_…: kept for the person,
    and why. automatic, bounce, empty: there are no words in it. unknown: no address of ours. full:
    nothing was taken, it is to be sent again later. A letter that comes twice is taken once; its
    words are read only after that was looked at. For several recipients, hand over one `Handed`.
    Raises DatabaseError, and nothing was taken then.
    """
    address = found(recipient, at)
    letter = raw if isinstance(raw, Handed) else Handed(raw)
    try:
        with transaction.atomic():
            key = _key(letter, address.handle if address else recipient.lower())
            arrival, is_new = Arrival.objects.get_or_create(
                digest=key, defaults={"arrived_at": at, "outcome": "arriving"}
            )
            if is_new:
                is_house = recipient.lower() == house_address() != ""
                hand = _Hand(letter, address, sender, verdict, is_cut, is_house)
                arrival.outcome = _take(hand, at)
                arrival.save(update_fields=["outcome"])
            return arrival.outcome
    except TooManyKept:
        return "full"


def _key(letter: Handed, to: str) -> str:
    """The same for the same letter alone: a name that was used before may be on another one."""
    try:
        name = header(letter.head, "Message-ID")
    except Unreadable:
        name = ""
    return digest(f"{name} {letter.digest} {to}")


def _take(hand: _Hand, at: datetime) -> str:
    person = _person_of(hand.address)
    is_ours = hand.address is not None and person is not None
    if not is_ours and not hand.is_house:
        return "unknown"
    try:
        head = hand.letter.head
        if sorting.is_bounce(head, hand.sender):
            ours = Letter.objects.filter(person_id=person.pk) if person else Letter.objects.all()
            return _came_back(hand.letter.words, ours, at)
        if hand.address is None or person is None:
            return "unknown"
        is_own = from_address(head) == person.email.lower()
        if _is_nobodys(hand) or (sorting.is_bulk(head) and not is_own):
            return "automatic"
        letter = hand.letter.words if is_own else hand.letter.beginning
    except Unreadable:
        if person is None:
            return "unknown"
        keep(person, None, from_address="", subject="", text="", why="unreadable", at=at)
        return "kept_unreadable"
    if sorting.is_automatic(head, hand.sender) and not letter.calendars:
        return "automatic"
    ReplyAddress.objects.filter(pk=hand.address.pk).update(uses=F("uses") + 1)
    answer = _Answer(letter, hand.address, person, plan_of(hand.address, at=at), at)
    outcome = _judged(answer, hand)
    telling.tell(person, answer.plan, outcome, files=letter.attachments, at=at)
    return outcome


def _is_nobodys(hand: _Hand) -> bool:
    """Whether its headers say that a machine wrote it, and there is no answer of a calendar."""
    is_machines = sorting.is_automatic(hand.letter.head, hand.sender)
    return is_machines and not hand.letter.may_answer_an_invitation


def _person_of(address: ReplyAddress | None) -> Person | None:
    if address is None:
        return None
    return Person.objects.filter(id=address.person_id, is_active=True).first()


def _came_back(letter: Incoming, ours: QuerySet[Letter], at: datetime) -> str:
    """Note on a letter of ours that it did not arrive. Its id cannot be guessed: who names it has
    seen it."""
    returned = sorting.returned_letter(letter.message)
    if returned:
        letter_id, status = returned
        sent = ours.filter(id=letter_id, sent_at__isnull=False)
        sent.update(failure=f"came back {status}".strip(), failed_at=at)
    return "bounce"


def _judged(answer: _Answer, hand: _Hand) -> str:
    """Who wrote it, and whether the address is still good; then where the words go."""
    letter, address = answer.letter, answer.address
    authority = settings.WAY_IN.authority if settings.WAY_IN else ""
    found_by_us = sorting.verdict(letter.message, authority)
    if "fail" in (found_by_us, hand.verdict):
        return _kept(answer, "forged")
    if letter.from_address != answer.person.email.lower():
        return _kept(answer, "other_sender")
    if why := _doubt(letter):
        return _kept(answer, why)
    if hand.is_cut:
        return _kept(answer, "too_large")
    if address.expires_at < answer.at:
        return _kept(answer, "expired")
    if address.uses >= MOST_LETTERS.get(address.purpose, 0):
        return _kept(answer, "used_up")
    return _invited(answer) if letter.calendars else _written(answer)


def _doubt(letter: Incoming) -> str:
    """Why these may be nobody's words, though their sender is the right one."""
    if letter.calendars:
        return ""
    if sorting.looks_automatic(letter.message):
        return "looks_automatic"
    return "list" if sorting.is_bulk(letter.message) else ""


def _invited(answer: _Answer) -> str:
    """An answer to an invitation; words beside one that is no such answer are words."""
    about = session_or_rhythm(answer.address)
    codes = [
        take_answer(ics, person=answer.person, about=about, at=answer.at)
        for ics in answer.letter.calendars
        if about
    ]
    if not codes or codes == ["not_an_answer"]:
        return _written(answer)
    words = words_beside(answer.letter.text, answer.letter.subject, answer.letter.calendars)
    if codes[0] in {"counter", "unreadable", "too_large"}:
        return _kept(answer, codes[0], words or answer.letter.text)
    if words:
        _kept(answer, "with_an_answer", words)
    return f"calendar_{codes[0]}"


def _written(answer: _Answer) -> str:
    """Words for the plan."""
    letter, plan = answer.letter, answer.plan
    if not letter.text.strip():
        return "empty"
    if plan is None:
        return _kept(answer, "no_plan")
    if not may_see(plan, answer.person):
        return _kept(answer, "not_shared")
    reply = Reply(
        answer.person,
        plan,
        letter.from_address,
        letter.subject,
        letter.text,
        letter.attachments,
    )
    try:
        with transaction.atomic():
            return place(reply, at=answer.at)
    except (DatabaseError, TooManyKept):
        raise
    except Exception as error:  # noqa: BLE001 (whatever fails, the words are kept)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # Without the error's own text, which may hold words of the letter.
        logger.warning("Not placed: %s at %s:%s", type(error).__name__, frame.name, frame.lineno)
        return _kept(answer, "failed")


def _kept(answer: _Answer, why: str, text: str | None = None) -> str:
    keep(
        answer.person,
        answer.plan,
        from_address=answer.letter.from_address,
        subject=answer.letter.subject,
        text=answer.letter.text if text is None else text,
        why=why,
        at=answer.at,
    )
    return f"kept_{why}"
