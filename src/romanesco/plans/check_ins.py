"""How each of the two arrives, as weather: a picture to speak of, never a score."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from romanesco.base import bus
from romanesco.base.errors import NotFound, Refused
from romanesco.base.prepared import Prepared
from romanesco.people.models import Person
from romanesco.plans.access import PlanNotWritable, locked
from romanesco.plans.models import CheckIn, Plan, Weather
from romanesco.plans.queries import is_revealed


class UnknownWeather(Refused):
    code = "unknown_weather"
    message = "Choose one of: stormy, rainy, cloudy, bright spells, sunny."
    field = "weather"


@transaction.atomic
def choose_weather(plan: Plan, weather: int | None, *, by: Person, at: datetime) -> None:
    """Choose how one arrives; None takes it back. The partner sees it as they see top of mind.

    The session's pair was asked for already: either of the two may, also before the partner's
    plan is shared. Raises UnknownWeather, or PlanNotWritable once the session is over.
    """
    fresh = locked(plan)
    if not fresh.session.pair.has(by):
        raise NotFound
    if not fresh.session.is_ahead or fresh.session.pair.state == "closed":
        raise PlanNotWritable
    if weather is None:
        CheckIn.objects.filter(plan=fresh, person=by).delete()
    elif weather in Weather.values:
        chosen = {"weather": weather, "chosen_at": at}
        CheckIn.objects.update_or_create(plan=fresh, person=by, defaults=chosen)
    else:
        raise UnknownWeather
    if is_revealed(fresh):
        bus.announce(bus.PlanChanged(plan_id=fresh.id))


def weather_for(plan: Plan, person: Person) -> tuple[Weather | None, Weather | None]:
    """One's own, and the partner's: None until both are revealed, and where none was chosen."""
    chosen = {found.person_id: Weather(found.weather) for found in _check_ins_of(plan.id)}
    partner = plan.session.pair.partner_of(person)
    return chosen.get(person.pk), chosen.get(partner.pk) if is_revealed(plan) else None


_check_ins_of = Prepared(lambda plan_id: CheckIn.objects.filter(plan=plan_id), UUID)


def weathers_of_held(session_ids: list[UUID]) -> QuerySet[CheckIn]:
    """What both chose at sessions that were held, where each has seen the other's."""
    held = Q(plan__session__in=session_ids, plan__session__state="held")
    return CheckIn.objects.filter(held).select_related("plan")
