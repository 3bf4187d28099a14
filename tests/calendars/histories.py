"""Two people's months, as they may go: dates that are kept, moved, skipped, left out, changed."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from romanesco.agreements import operations as agreements
from romanesco.base.errors import Refused
from romanesco.journey import away, begin, hold, leave, prepare, rhythm
from romanesco.journey.wrap_up import wrap_up
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.sessions.models import MentoringSession
from romanesco.sessions.operations import Appointment
from romanesco.sessions.queries import sessions_ahead
from tests.cast import MONDAY, a_pair

ZONES = ("Europe/Amsterdam", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Casablanca", "UTC")

type Step = tuple[str, Any]


def _rhythms() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "cadence": st.sampled_from(["weekly", "fortnightly", "weeks", "monthly"]),
            "month_week": st.sampled_from([1, 2, -1]),
            "meets_on": st.sampled_from(["MO", "TH", "SU"]),
            "meets_at": st.sampled_from([time(9), time(14, 30), time(22)]),
            "meets_zone": st.sampled_from(ZONES),
            "minutes": st.sampled_from([30, 45]),
        }
    )


AT_FIRST = _rhythms()
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 20)),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 4), st.integers(-60, 60))),
        st.tuples(st.just("cancel"), st.integers(0, 4)),
        st.tuples(st.just("hold"), st.just(None)),
        st.tuples(st.just("away"), st.tuples(st.integers(0, 150), st.integers(0, 30))),
        st.tuples(st.just("schedule"), st.integers(1, 600)),
        st.tuples(st.just("change"), _rhythms()),
        st.tuples(st.just("until"), st.integers(5, 120)),
        st.tuples(st.just("stop"), st.just(None)),
        st.tuples(st.just("pause"), st.just(None)),
        st.tuples(st.just("resume"), st.just(None)),
    ),
    max_size=12,
)


@dataclass
class History:
    """A pair's, lived step by step through what people do; a step that is refused is none."""

    mentor: Person
    mentee: Person
    terms: dict[str, Any]
    at: datetime = MONDAY
    pair: Pair = field(init=False)

    def __post_init__(self) -> None:
        self.pair = a_pair(self.mentor, self.mentee, at=self.at)
        self._agree(self.terms)

    def live(self, steps: list[Step]) -> None:
        for name, how in steps:
            with suppress(Refused):
                getattr(self, f"_{name}")(how)
            self.pair = Pair.objects.select_related("mentor", "mentee").get(id=self.pair.id)

    def _wait(self, days: int) -> None:
        self.at += timedelta(days=days)
        rhythm.make_more(at=self.at)

    def _move(self, how: tuple[int, int]) -> None:
        number, hours = how
        session = self._ahead(number)
        starts_at = session.starts_at + timedelta(hours=hours)
        when = Appointment(starts_at, "Europe/Amsterdam", 45 + abs(hours) % 2 * 15, "Café; Zuid, 2")
        prepare.move(session, when, by=self.mentor, at=self.at)

    def _cancel(self, number: int) -> None:
        leave.cancel(self._ahead(number), by=self.mentee, at=self.at)

    def _hold(self, _: None) -> None:
        session = self._ahead(0)
        self.at = max(self.at, session.starts_at)
        plan = hold.start(session, by=self.mentee, at=self.at)
        wrap_up(plan, {}, by=self.mentee, at=self.at + timedelta(minutes=30))

    def _away(self, how: tuple[int, int]) -> None:
        first = self.at.date() + timedelta(days=how[0])
        away.note(self.mentor, first, first + timedelta(days=how[1]), at=self.at)

    def _schedule(self, hours: int) -> None:
        when = Appointment(self.at + timedelta(hours=hours), "America/Sao_Paulo", 60)
        prepare.schedule(self.pair, when, by=self.mentee, at=self.at)

    def _change(self, terms: dict[str, Any]) -> None:
        self._agree({**self.terms, **terms})

    def _until(self, days: int) -> None:
        self._agree({**self.terms, "runs_until": self.at.date() + timedelta(days=days)})

    def _stop(self, _: None) -> None:
        self._agree({**self.terms, "cadence": "irregular"})

    def _pause(self, _: None) -> None:
        leave.pause(self.pair, by=self.mentor, at=self.at)

    def _resume(self, _: None) -> None:
        leave.resume(self.pair, by=self.mentor, at=self.at)
        rhythm.make_more(at=self.at)

    def _agree(self, terms: dict[str, Any]) -> None:
        proposal = agreements.propose(self.pair, terms, by=self.mentee, at=self.at)
        begin.sign_agreement(proposal, by=self.mentor, at=self.at)
        self.terms = terms

    def _ahead(self, number: int) -> MentoringSession:
        ahead = list(sessions_ahead(self.pair).filter(state="planned"))
        if number >= len(ahead):
            raise Refused
        return ahead[number]
