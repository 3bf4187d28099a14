"""Tells the story of Rosa and Theo with the same operations that people use."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from romanesco.actions import operations as actions
from romanesco.actions.models import ActionItem
from romanesco.agreements import operations as agreements
from romanesco.goals import operations as goals
from romanesco.goals.models import Goal
from romanesco.journey import begin, hold, prepare, wrap_up
from romanesco.management.demo import calendar, words
from romanesco.management.demo.words import Told
from romanesco.pairs import invitations
from romanesco.pairs.invitations import Invitee
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import operations as plans
from romanesco.plans.access import locked
from romanesco.plans.challenges import asked_after, settle_challenge
from romanesco.plans.check_ins import choose_weather
from romanesco.plans.hopes import settle_hope
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan, Purpose
from romanesco.plans.queries import last_hopes
from romanesco.plans.sharing import reveal
from romanesco.sessions.operations import Appointment

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WEEKS = 12
PURPOSES = (
    Purpose.CHECK_IN,
    Purpose.WENT_WELL,
    Purpose.NOT_WELL,
    Purpose.HOPES,
    Purpose.CHALLENGES,
)


@dataclass
class Story:
    """The pair as far as it is told, and its promises by the session that they are done before."""

    pair: Pair
    to_do: dict[int, list[ActionItem]]

    def on(self, side: str) -> Person:
        return self.pair.person_on(side)


def tell(mentor: Person, mentee: Person, *, now: datetime) -> Pair:
    """Let the two become a pair, agree, meet six times, and prepare the seventh."""
    dates = calendar.dates(now, len(words.SESSIONS))
    story = Story(_become_a_pair(mentor, mentee, at=dates.held[0] - 6 * DAY), {})
    _set_out(story, at=dates.held[0])
    first = _appointment(dates.held[0])
    prepare.schedule(story.pair, first, by=mentee, at=dates.held[0] - 4 * DAY)
    for number, (told, start) in enumerate(zip(words.SESSIONS, dates.held, strict=True), start=1):
        following = (*dates.held, dates.upcoming)[number]
        _meet(story, number, told, _appointment(start), _appointment(following))
    _prepare_next(story, words.UPCOMING, now)
    return story.pair


def _become_a_pair(mentor: Person, mentee: Person, *, at: datetime) -> Pair:
    invitation = invitations.invite(Invitee(mentee.name), side="mentor", by=mentor, at=at - DAY)
    pair = begin.accept_invitation(invitation, by=mentee, at=at)
    terms = {**words.AGREEMENT, "runs_until": (at + WEEKS * 7 * DAY).date()}
    proposal = agreements.propose(pair, terms, by=mentee, at=at + HOUR)
    begin.sign_agreement(proposal, by=mentor, at=at + DAY)
    return pair


def _set_out(story: Story, *, at: datetime) -> None:
    """What the mentee works towards."""
    for aim in words.AIMS:
        goals.add_goal(story.pair, aim.text, aim.measure, by=story.on("mentee"), at=at - DAY)


def _reach(story: Story, number: int, *, at: datetime) -> None:
    reached = [aim.text for aim in words.AIMS if aim.reached_after == number]
    for goal in Goal.objects.filter(pair=story.pair, text__in=reached):
        goals.reach(goal.id, by=story.on("mentee"), at=at)


def _appointment(start: datetime) -> Appointment:
    return Appointment(start, calendar.ZONE, calendar.MINUTES, words.PLACE)


def _meet(story: Story, number: int, told: Told, when: Appointment, following: Appointment) -> None:
    start = when.starts_at
    plan = Plan.objects.get(session__pair=story.pair, session__starts_at=start)
    _write(story, plan, told, at=start - 2 * DAY)
    _settle(story, plan, number, told, at=start - 2 * DAY)
    _share(story, plan, is_early=number % 2 == 0, start=start)
    plans.mark_opened(plan.id, by=story.on("mentor"), at=start - 20 * HOUR)
    _add_topics(story, plan, told, "mentor", at=start - 20 * HOUR)
    hold.start(plan.session, by=story.on("mentor"), at=start)
    kept = {topic.prompt for topic in told.topics if topic.is_kept}
    _talk(story, plan, kept, at=start + 10 * MINUTE)
    _promise(story, plan, told, at=start + 30 * MINUTE)
    plan = Plan.objects.select_related("session__pair").get(id=plan.id)
    end = start + calendar.MINUTES * MINUTE
    wrap_up.wrap_up(plan, {}, by=story.on("mentee"), at=end, next_one=following)
    _reach(story, number, at=end)


def _prepare_next(story: Story, told: Told, now: datetime) -> None:
    plan = Plan.objects.get(session__pair=story.pair, session__state="planned")
    _write(story, plan, told, at=now)
    _settle(story, plan, plan.session.number, told, at=now)
    carried = plan.items.exclude(carried_from=None).get()
    plans.place(carried, len(PURPOSES), by=story.on("mentee"), at=now)
    plans.write_note(plan, words.NOTE, by=story.on("mentee"), at=now)


def _write(story: Story, plan: Plan, told: Told, *, at: datetime) -> None:
    """The mentee prepares; the mentor writes their own line without seeing anything."""
    texts = (told.check_in, told.went_well, told.not_well, told.hopes, told.challenges)
    for purpose, text in zip(PURPOSES, texts, strict=True):
        if text:
            item = plan.items.get(purpose=purpose)
            plans.replace_body(item, markdown_to_body(text), by=story.on("mentee"), at=at)
    _add_topics(story, plan, told, "mentee", at=at)
    for side, line in told.lines.items():
        plans.write_line(plan, line, by=story.on(side), at=at)
    for side, weather in told.weather.items():
        choose_weather(plan, weather, by=story.on(side), at=at)


def _add_topics(story: Story, plan: Plan, told: Told, side: str, *, at: datetime) -> None:
    for topic in told.topics:
        if topic.by == side:
            body = markdown_to_body(topic.body)
            plans.add_topic(plan, topic.prompt, by=story.on(side), at=at, body=body)


def _settle(story: Story, plan: Plan, number: int, told: Told, *, at: datetime) -> None:
    for hope, outcome in zip(last_hopes(plan), told.outcomes, strict=False):
        settle_hope(hope.id, outcome, by=story.on("mentee"), at=at)
    for challenge in asked_after(plan) if told.met else ():
        settle_challenge(challenge.id, told.met, by=story.on("mentee"), at=at)
    for action in story.to_do.pop(number, []):
        actions.complete(action.id, is_done=True, by=action.owner, at=at)


def _share(story: Story, plan: Plan, *, is_early: bool, start: datetime) -> None:
    if is_early:
        plans.share(plan, by=story.on("mentee"), at=start - 30 * HOUR)
    else:
        reveal(locked(plan), by=None, at=start - DAY)


def _talk(story: Story, plan: Plan, kept: set[str], *, at: datetime) -> None:
    for item in AgendaItem.objects.filter(plan=plan).exclude(prompt__in=kept):
        if item.carried_from_id is None:
            plans.discuss(item, is_discussed=True, by=story.on("mentor"), at=at)


def _promise(story: Story, plan: Plan, told: Told, *, at: datetime) -> None:
    for one in told.promises:
        due = (at + timedelta(days=one.in_days)).date()
        promise = actions.Promise(one.text, one.owner, due)
        made = actions.add_action(
            story.pair, promise, by=story.on("mentee"), at=at, session=plan.session
        )
        if one.done_in is not None:
            story.to_do.setdefault(one.done_in, []).append(made)
