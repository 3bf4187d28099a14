"""Rows as what the API answers with."""

from romanesco.actions.models import ActionItem
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import in_force
from romanesco.api import outputs
from romanesco.base import clock
from romanesco.goals.models import Goal
from romanesco.journey.next_dates import next_dates
from romanesco.pairs.models import Pair
from romanesco.people.models import Person
from romanesco.plans import document
from romanesco.plans.body import Body
from romanesco.plans.markdown_writing import body_to_markdown
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import agenda_of, lines_for
from romanesco.sessions.models import MentoringSession
from romanesco.takeout.plan_text import actions_beside
from romanesco.ydocs import store


def me(person: Person) -> outputs.Me:
    return outputs.Me(
        id=person.id,
        name=person.name,
        email=person.email,
        time_zone=person.time_zone,
        language=person.language,
    )


def pair_summary(pair: Pair, person: Person) -> outputs.PairSummary:
    return outputs.PairSummary.model_validate(_pair(pair, person))


def pair_whole(pair: Pair, person: Person) -> outputs.PairOut:
    agreement = in_force(pair)
    sessions = pair.sessions.select_related("plan").order_by("starts_at", "scheduled_at")
    return outputs.PairOut.model_validate(
        {
            **_pair(pair, person),
            "agreement": _agreement(agreement) if agreement else None,
            "next_dates": _next_dates(agreement) if agreement and pair.state == "active" else [],
            "sessions": [_session(session) for session in sessions],
        }
    )


def plan_whole(plan: Plan, person: Person) -> outputs.PlanOut:
    """The plan with the words of its document. The number of queries is the same for any plan."""
    bodies = document.bodies(store.load(plan.document_id))
    return outputs.PlanOut.model_validate(
        {
            "id": plan.id,
            "session": plan.session_id,
            "state": plan.state,
            "prepared_by": plan.prepared_by,
            "shared_at": plan.shared_at,
            "share_due_at": plan.share_due_at,
            "items": [item(one, bodies.get(str(one.id), [])) for one in agenda_of(plan)],
            "actions": [action(one) for one in actions_beside(plan)],
            "top_of_mind": _lines(plan, person),
        }
    )


def item(one: AgendaItem, body: Body) -> outputs.ItemOut:
    return outputs.ItemOut.model_validate(
        {
            "id": one.id,
            "kind": one.kind,
            "prompt": one.prompt,
            "body": body_to_markdown(body),
            "discussed": one.discussed_at is not None,
            "skipped": one.skipped_at is not None,
            "author": one.author_id,
            "carried_from": one.carried_from_id,
            "times_raised": one.times_raised,
            "first_raised_at": one.first_raised_at,
            "goal": one.goal_id,
        }
    )


def action(one: ActionItem) -> outputs.ActionOut:
    state = "done" if one.done_at else "let_go" if one.let_go_at else "open"
    return outputs.ActionOut.model_validate(
        {
            "id": one.id,
            "text": one.text,
            "owner": one.owner_id,
            "due_on": one.due_on,
            "state": state,
            "item": one.item,
            "session": one.session_id,
            "goal": one.goal_id,
        }
    )


def goal(one: Goal) -> outputs.GoalOut:
    return outputs.GoalOut.model_validate(
        {
            "id": one.id,
            "text": one.text,
            "measure": one.measure,
            "state": one.state,
            "made_by": one.made_by_id,
            "made_at": one.made_at,
            "reached_at": one.reached_at,
            "let_go_at": one.let_go_at,
        }
    )


def _lines(plan: Plan, person: Person) -> list[dict[str, object]]:
    own, theirs = lines_for(plan, person)
    partner = plan.session.pair.partner_of(person)
    lines = [(person, own), (partner, theirs)]
    return [{"person": who.id, "text": text} for who, text in lines if text]


def _pair(pair: Pair, person: Person) -> dict[str, object]:
    return {
        "id": pair.id,
        "mentor": _partner(pair.mentor),
        "mentee": _partner(pair.mentee),
        "you": pair.side_of(person).value,
        "state": pair.state,
        "begun_at": pair.begun_at,
    }


def _partner(person: Person) -> dict[str, object]:
    return {"id": person.id, "name": person.name, "time_zone": person.time_zone}


def _agreement(agreement: Agreement) -> dict[str, object]:
    return {
        "number": agreement.number,
        "in_force_at": agreement.in_force_at,
        "preparer": agreement.preparer,
        "share": {
            "when": agreement.share_when,
            "amount": agreement.share_amount,
            "unit": agreement.share_unit,
            "days_before": agreement.share_days_before,
            "at_time": f"{agreement.share_time:%H:%M}",
        },
        "cadence": agreement.cadence,
        "every_weeks": agreement.every_weeks,
        "month_week": agreement.month_week,
        "meets_on": agreement.meets_on or None,
        "meets_at": f"{agreement.meets_at:%H:%M}" if agreement.meets_at else None,
        "meets_zone": agreement.meets_zone or None,
        "begins_on": agreement.begins_on,
        "runs_until": agreement.runs_until,
        "minutes": agreement.minutes,
        "cancel_notice_hours": agreement.cancel_notice_hours,
        "keeps_versions": agreement.keeps_versions,
        "keeps_months": agreement.keeps_months,
    }


def _next_dates(agreement: Agreement) -> list[dict[str, object]]:
    return [
        {"starts_at": one.starts_at, "away": [person.id for person in one.away]}
        for one in next_dates(agreement, after=clock.now())
    ]


def _session(session: MentoringSession) -> dict[str, object]:
    plan: Plan | None = getattr(session, "plan", None)
    return {
        "id": session.id,
        "plan": plan.id if plan else None,
        "number": session.number,
        "state": session.state,
        "starts_at": session.starts_at,
        "time_zone": session.time_zone,
        "minutes": session.minutes,
        "place": session.place,
        "recurs_at": session.recurs_at,
    }
