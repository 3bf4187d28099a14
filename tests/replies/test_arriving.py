"""A letter comes in: once, from whom it should be, or there is an answer for why not."""

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections
from pytest_django import Settings

from romanesco.calendars.invitation import request
from romanesco.mail.models import Letter, ReplyAddress
from romanesco.mail.reply_address import reply_address
from romanesco.mail.way_in import Place, Port
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.replies import arriving, incoming
from romanesco.replies.arriving import MOST_LETTERS, arrive
from romanesco.replies.forgetting import forget_arrivals
from romanesco.replies.keeping import TooManyKept
from romanesco.replies.models import Arrival, KeptReply
from romanesco.replies.placing import Reply
from romanesco.sessions.models import Attendance
from tests.cast import MONDAY, a_pair, a_plan, olga, rosa, signed, theo
from tests.replies.posted import a_bounce, a_letter, octets

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(days=14)
WORDS = "The talk went well."
THEO = "theo@example.org"


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Settings) -> None:
    settings.WAY_IN = Port(
        Place("", "reply.example.org"), "127.0.0.1", 2525, authority="mx.example.org"
    )
    settings.HAS_MAIL = True


class Placed(list[Reply]):
    """What reached the plan."""

    outcome = "placed"
    error: Exception | None = None

    def place(self, reply: Reply, *, at: datetime) -> str:
        if self.error is not None:
            raise self.error
        self.append(reply)
        return self.outcome


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> Placed:
    """Stands where the words go into the plan, which has tests of its own."""
    found = Placed()
    monkeypatch.setattr(arriving, "place", found.place)
    return found


def plan_and_address() -> tuple[Plan, str]:
    plan = a_plan(signed(a_pair(rosa(), theo())))
    return plan, reply_address(theo().pk, "plan", plan.id, until=SOON)


def kept() -> KeptReply:
    return KeptReply.objects.get()


def answers() -> list[Letter]:
    return list(Letter.objects.filter(kind="kept"))


def sent_to(person: Person) -> Letter:
    return Letter.objects.create(to=person.email, person_id=person.pk, sent_at=MONDAY)


def test_words_reach_the_plan_that_they_answer(placed: Placed) -> None:
    plan, address = plan_and_address()
    code = arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY, sender="theo@example.org")
    assert code == "placed"
    assert [(one.person.name, one.plan, one.text.strip()) for one in placed] == [
        ("Theo Lindqvist", plan, WORDS)
    ]
    assert ReplyAddress.objects.get().uses == 1
    assert answers() == []


def test_a_letter_that_comes_twice_is_taken_once(placed: Placed) -> None:
    _, address = plan_and_address()
    raw = octets(a_letter(WORDS))
    codes = [arrive(raw, recipient=address, at=MONDAY) for _ in range(3)]
    passed_on = b"Received: by a.example.org\r\n" + raw + b"\r\n"
    again = arrive(passed_on, recipient=address.upper(), at=MONDAY)
    assert (codes, again) == (["placed"] * 3, "placed")
    assert len(placed) == 1
    assert Arrival.objects.count() == 1


def test_another_letter_with_the_same_words_is_another(placed: Placed) -> None:
    _, address = plan_and_address()
    for _ in range(2):
        arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY)
    assert len(placed) == 2


def test_other_words_under_a_name_that_was_used_are_another_letter(placed: Placed) -> None:
    _, address = plan_and_address()
    for words in ("One thing.", "Another thing.", "One thing."):
        letter = a_letter(words, Message_ID="<the-same@example.org>")
        arrive(octets(letter), recipient=address, at=MONDAY)
    assert [one.text.strip() for one in placed] == ["One thing.", "Another thing."]


@pytest.fixture
def read_letters(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the letters whose words were read."""
    sizes: list[int] = []
    real = incoming.read

    def read(raw: bytes) -> incoming.Incoming:
        sizes.append(len(raw))
        return real(raw)

    monkeypatch.setattr(incoming, "read", read)
    return sizes


def test_a_letter_that_comes_again_and_a_machines_are_not_read(
    placed: Placed, read_letters: list[int]
) -> None:
    _, address = plan_and_address()
    raw = octets(a_letter(WORDS))
    for _ in range(3):
        arrive(raw, recipient=address, at=MONDAY)
    away = octets(a_letter("I am away.", Auto_Submitted="auto-replied"))
    arrive(away, recipient=address, at=MONDAY)
    arrive(octets(a_letter(WORDS)), recipient="nobody@reply.example.org", at=MONDAY)
    assert read_letters == [len(raw)]


def test_a_letter_for_several_is_read_once(placed: Placed, read_letters: list[int]) -> None:
    plan, address = plan_and_address()
    handed = incoming.Handed(octets(a_letter(WORDS)))
    other = reply_address(theo().pk, "calendar", plan.session_id, until=SOON)
    codes = [arrive(handed, recipient=one, at=MONDAY) for one in (address, other)]
    assert (codes, len(read_letters)) == (["placed", "placed"], 1)


def test_of_a_strangers_letter_the_beginning_is_read(
    placed: Placed, read_letters: list[int]
) -> None:
    _, address = plan_and_address()
    letter = a_letter(WORDS, sender="olga@example.org")
    letter.add_attachment(b"\x00" * 3_000_000, "image", "png", filename="photo.png")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "kept_other_sender"
    assert (kept().text.strip(), read_letters) == (WORDS, [incoming.LARGEST_TEXT])


def test_a_crash_in_between_loses_nothing(placed: Placed) -> None:
    _, address = plan_and_address()
    raw = octets(a_letter(WORDS))
    placed.error = DatabaseError("gone")
    with pytest.raises(DatabaseError):
        arrive(raw, recipient=address, at=MONDAY)
    assert not Arrival.objects.exists()
    placed.error = None
    assert arrive(raw, recipient=address, at=MONDAY) == "placed"
    assert len(placed) == 1


def test_whatever_fails_the_words_are_kept(
    placed: Placed, caplog: pytest.LogCaptureFixture
) -> None:
    plan, address = plan_and_address()
    placed.error = RuntimeError(f"cannot place {WORDS}")
    assert arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY) == "kept_failed"
    assert (kept().text.strip(), kept().plan) == (WORDS, plan)
    assert "RuntimeError" in caplog.text
    assert WORDS not in caplog.text
    assert address not in caplog.text


def test_where_nothing_more_is_kept_it_is_to_be_sent_again(placed: Placed) -> None:
    _, address = plan_and_address()
    placed.error = TooManyKept()
    assert arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY) == "full"
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    "sender",
    [
        "Olga <olga@example.org>",
        '"theo@example.org" <olga@example.org>',
        "Theo",
        "th.eo@example.org",
    ],
)
def test_another_sender_is_kept_for_the_person_and_answered_nothing(
    placed: Placed, sender: str
) -> None:
    _, address = plan_and_address()
    code = arrive(octets(a_letter(WORDS, sender=sender)), recipient=address, at=MONDAY)
    assert code == "kept_other_sender"
    assert (kept().person, kept().text.strip()) == (theo(), WORDS)
    assert placed == []
    assert answers() == []


def test_ones_own_address_counts_in_any_case(placed: Placed) -> None:
    _, address = plan_and_address()
    letter = a_letter(WORDS, sender="THEO@Example.ORG")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "placed"


@pytest.mark.parametrize("by_provider", [True, False])
def test_a_forged_sender_is_kept_and_answered_nothing(placed: Placed, by_provider: bool) -> None:
    _, address = plan_and_address()
    said = "mx.elsewhere.org" if by_provider else "mx.example.org"
    letter = a_letter(WORDS, Authentication_Results=f"{said}; dmarc=fail")
    verdict = "fail" if by_provider else ""
    code = arrive(octets(letter), recipient=address, at=MONDAY, verdict=verdict)
    assert code == "kept_forged"
    assert placed == []
    assert answers() == []


def test_an_expired_address_keeps_the_words_and_says_so(placed: Placed) -> None:
    _, address = plan_and_address()
    late = SOON + timedelta(days=1)
    assert arrive(octets(a_letter(WORDS)), recipient=address, at=late) == "kept_expired"
    assert kept().text.strip() == WORDS
    assert placed == []
    [told] = answers()
    assert told.to == "theo@example.org"
    assert "no longer in use" in told.text
    assert WORDS not in told.text


def test_a_used_up_address_keeps_the_words(placed: Placed) -> None:
    _, address = plan_and_address()
    ReplyAddress.objects.update(uses=MOST_LETTERS["plan"] - 1)
    codes = [arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY) for _ in range(2)]
    assert codes == ["placed", "kept_used_up"]


def test_at_most_one_answer_an_hour(placed: Placed) -> None:
    _, address = plan_and_address()
    late = SOON + timedelta(days=1)
    for minutes in (0, 10, 50):
        at = late + timedelta(minutes=minutes)
        arrive(octets(a_letter(WORDS)), recipient=address, at=at)
        Letter.objects.filter(kind="kept").update(written_at=late)
    assert len(answers()) == 1
    arrive(octets(a_letter(WORDS)), recipient=address, at=late + timedelta(minutes=61))
    assert len(answers()) == 2


@pytest.mark.parametrize(
    "wrong", ["theo@example.org", "", "aaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbb@reply.example.org"]
)
def test_an_address_that_we_never_wrote_is_set_aside_and_counted(
    placed: Placed, wrong: str
) -> None:
    assert arrive(octets(a_letter(WORDS)), recipient=wrong, at=MONDAY) == "unknown"
    assert (placed, KeptReply.objects.count(), answers()) == ([], 0, [])
    assert Arrival.objects.get().outcome == "unknown"


def test_somebody_who_left_is_unknown(placed: Placed) -> None:
    _, address = plan_and_address()
    Person.objects.filter(pk=theo().pk).update(is_active=False)
    assert arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY) == "unknown"


def test_an_automatic_answer_is_noted_and_nothing_else(placed: Placed) -> None:
    _, address = plan_and_address()
    letter = a_letter("I am away until Monday.", Auto_Submitted="auto-replied")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "automatic"
    assert (placed, KeptReply.objects.count(), answers()) == ([], 0, [])
    assert ReplyAddress.objects.get().uses == 0


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"List_Id": "<all.example.org>"}, "list"),
        ({"Precedence": "bulk"}, "list"),
        ({"From": '"postmaster@example.org" <theo@example.org>'}, "list"),
        ({"Subject": "Abwesenheitsnotiz: Session 7 with Rosa"}, "looks_automatic"),
    ],
)
def test_words_that_may_be_a_machines_are_kept_and_answered_nothing(
    placed: Placed, headers: dict[str, str], why: str
) -> None:
    _, address = plan_and_address()
    letter = octets(a_letter(WORDS, **headers))
    assert arrive(letter, recipient=address, at=MONDAY, sender=THEO) == f"kept_{why}"
    assert (kept().text.strip(), placed, answers()) == (WORDS, [], [])


def test_who_came_long_ago_is_forgotten() -> None:
    for number, days in enumerate((89, 91)):
        Arrival.objects.create(
            digest=str(number), arrived_at=MONDAY - timedelta(days=days), outcome="placed"
        )
    assert forget_arrivals(MONDAY) == 1
    assert Arrival.objects.get().digest == "0"


def test_a_list_of_strangers_is_nobodys(placed: Placed) -> None:
    _, address = plan_and_address()
    letter = a_letter(WORDS, sender="olga@example.org", List_Id="<all.example.org>")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "automatic"
    assert not KeptReply.objects.exists()


def test_a_bounce_is_noted_on_the_letter_that_came_back(placed: Placed) -> None:
    _, address = plan_and_address()
    mine = sent_to(theo())
    raw = a_bounce(f"<{mine.id}@plans.example.org>")
    assert arrive(raw, recipient=address, at=MONDAY, sender="") == "bounce"
    mine.refresh_from_db()
    assert (mine.failure, mine.failed_at) == ("came back 5.1.1", MONDAY)
    assert (placed, KeptReply.objects.count(), answers()) == ([], 0, [])


def test_a_bounce_says_nothing_about_somebody_elses_letter(placed: Placed) -> None:
    _, address = plan_and_address()
    hers = sent_to(rosa())
    arrive(a_bounce(f"<{hers.id}@plans.example.org>"), recipient=address, at=MONDAY, sender="")
    hers.refresh_from_db()
    assert hers.failure == ""


def test_a_bounce_may_come_to_the_address_that_letters_come_from(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Romanesco <plans@reply.example.org>"
    hers = sent_to(rosa())
    raw = a_bounce(f"<letter.{hers.id.hex}@plans.example.org>")
    code = arrive(raw, recipient="Plans@reply.example.org", at=MONDAY, sender="")
    hers.refresh_from_db()
    assert (code, hers.failure) == ("bounce", "came back 5.1.1")


def test_words_to_the_address_that_letters_come_from_lead_nowhere(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "plans@reply.example.org"
    letter = octets(a_letter(WORDS))
    assert arrive(letter, recipient="plans@reply.example.org", at=MONDAY) == "unknown"


def test_a_letter_that_was_not_sent_cannot_have_come_back(placed: Placed) -> None:
    _, address = plan_and_address()
    waiting = Letter.objects.create(to="theo@example.org", person_id=theo().pk)
    arrive(a_bounce(f"<{waiting.id}@plans.example.org>"), recipient=address, at=MONDAY, sender="")
    waiting.refresh_from_db()
    assert waiting.failure == ""


def test_files_are_left_out_and_their_number_goes_with_the_words(placed: Placed) -> None:
    _, address = plan_and_address()
    letter = a_letter(WORDS)
    letter.add_attachment(b"\x00" * 100_000, "image", "png", filename="whiteboard.png")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "placed"
    assert (placed[0].text.strip(), placed[0].files) == (WORDS, 1)


def test_files_alone_are_not_kept_and_it_is_said(placed: Placed) -> None:
    _, address = plan_and_address()
    letter = a_letter(" ")
    letter.add_attachment(b"%PDF", "application", "pdf", filename="plan.pdf")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "empty"
    assert "A file that came with it was not kept" in answers()[0].text


def test_a_letter_without_words_is_empty(placed: Placed) -> None:
    _, address = plan_and_address()
    assert arrive(octets(a_letter(" \n")), recipient=address, at=MONDAY) == "empty"
    assert placed == []


def test_a_letter_that_would_hurt_is_kept_without_its_words(placed: Placed) -> None:
    _, address = plan_and_address()
    raw = b"From: theo@example.org\r\n" + b"A: b\r\n" * 100_000 + b"\r\nwords"
    assert arrive(raw, recipient=address, at=MONDAY) == "kept_unreadable"
    assert (kept().why, kept().text) == ("unreadable", "")


def test_a_plan_that_one_may_not_see_is_not_written_into(placed: Placed) -> None:
    plan, _ = plan_and_address()
    address = reply_address(rosa().pk, "plan", plan.id, until=SOON)
    letter = a_letter(WORDS, sender="rosa@example.org")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "kept_not_shared"
    assert (placed, kept().person) == ([], rosa())


@pytest.mark.parametrize("who", [theo, olga])
def test_a_plan_that_is_gone_or_of_others_keeps_the_words(placed: Placed, who: object) -> None:
    plan, _ = plan_and_address()
    person = olga() if who is olga else theo()
    about = plan.id if who is olga else uuid4()
    address = reply_address(person.pk, "plan", about, until=SOON)
    letter = a_letter(WORDS, sender=person.email)
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "kept_no_plan"
    assert (placed, kept().plan) == ([], None)


def test_words_to_an_invitation_reach_the_plan_of_its_session(placed: Placed) -> None:
    plan, _ = plan_and_address()
    address = reply_address(theo().pk, "calendar", plan.session_id, until=SOON)
    assert arrive(octets(a_letter(WORDS)), recipient=address, at=MONDAY) == "placed"
    assert placed[0].plan == plan


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("answered", "calendar_answered"),
        ("outdated", "calendar_outdated"),
        ("counter", "kept_counter"),
        ("not_an_answer", "placed"),
    ],
)
def test_an_answer_to_an_invitation_goes_to_the_calendar(
    placed: Placed, monkeypatch: pytest.MonkeyPatch, said: str, outcome: str
) -> None:
    plan, address = plan_and_address()
    asked: list[tuple[str, object, object]] = []

    def take(ics: str, *, person: Person, about: object, at: datetime) -> str:
        asked.append((ics, person, about))
        return said

    monkeypatch.setattr(arriving, "take_answer", take)
    letter = a_letter(WORDS, Auto_Submitted="auto-generated")
    letter.add_alternative("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n", subtype="calendar")
    assert arrive(octets(letter), recipient=address, at=MONDAY) == outcome
    [(ics, person, about)] = asked
    assert (person, about) == (theo(), plan.session_id)
    assert ics.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("purpose", ["plan", "calendar"])
def test_a_real_calendars_answer_sets_who_comes(placed: Placed, purpose: str) -> None:
    plan, address = plan_and_address()
    session = plan.session
    if purpose == "calendar":
        address = reply_address(theo().pk, purpose, session.id, until=SOON)
    asked = request(session, to=theo()).replace("METHOD:REQUEST", "METHOD:REPLY")
    ics = asked.replace("\r\n ", "").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
    letter = a_letter("Theo has accepted this invitation.", Auto_Submitted="auto-generated")
    letter.add_alternative(ics, subtype="calendar", params={"method": "REPLY"})
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "calendar_answered"
    assert Attendance.objects.get(session=session, person=theo()).answer == "accepted"
    assert placed == []


SEA = "I am at the sea that day, sorry!"
SAYS = "Theo Lindqvist has declined this invitation."


@pytest.mark.parametrize(
    ("text", "comment", "words"),
    [
        (SAYS, "", ""),
        (" ", SEA, SEA),
        (SAYS, SEA, SEA),
        (SEA, "", SEA),
        (SEA, SEA, SEA),
        ("Declined: Session 7", "", ""),
        ("I declined a job.", SEA, f"I declined a job.\n\n{SEA}"),
    ],
)
def test_what_somebody_wrote_beside_an_answer_is_kept(
    placed: Placed, text: str, comment: str, words: str
) -> None:
    plan, address = plan_and_address()
    asked = request(plan.session, to=theo()).replace("METHOD:REQUEST", "METHOD:REPLY")
    ics = asked.replace("\r\n ", "").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED")
    if comment:
        said = comment.replace(",", "\\,")
        ics = ics.replace("END:VEVENT", f"COMMENT:{said}\r\nEND:VEVENT")
    letter = a_letter(text, subject="Declined: Session 7", Auto_Submitted="auto-generated")
    letter.add_alternative(ics, subtype="calendar", params={"method": "REPLY"})
    assert arrive(octets(letter), recipient=address, at=MONDAY) == "calendar_answered"
    found = [(one.why, one.text) for one in KeptReply.objects.all()]
    assert found == ([("with_an_answer", words)] if words else [])
    assert answers() == []


@pytest.mark.django_db(transaction=True)
def test_two_that_hand_over_the_same_letter_at_once_place_it_once(placed: Placed) -> None:
    _, address = plan_and_address()
    raw = octets(a_letter(WORDS))
    codes: list[str] = []

    def hand_over() -> None:
        try:
            codes.append(arrive(raw, recipient=address, at=MONDAY))
        finally:
            connections.close_all()

    both = [threading.Thread(target=hand_over) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert codes == ["placed", "placed"]
    assert len(placed) == 1
    assert connection.vendor in {"sqlite", "postgresql"}
