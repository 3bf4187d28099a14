"""When and where a session takes place, asked where the clocks make it unclear."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from romanesco.people.local_words import city_of, whole_moment
from romanesco.people.models import Person
from romanesco.sessions.local_time import TimeExistsTwice, TimeIsUnclear, instant
from romanesco.sessions.operations import Appointment, InThePast, TooFarAhead
from romanesco.web.forms.zones import ZoneField, ZoneSelect

DAY = "Write the day as year-month-day: 2026-11-26."
TIME = "Write the time in hours and minutes: 14:30."
SLOT = "Choose one of the times once more, or another day and time."
MINUTES = "A session lasts from 5 minutes to 8 hours."


class AppointmentForm(forms.Form):
    """`is_optional` lets all of it be left empty; a day or a time then asks for the other.

    A `slot` is an instant that was picked from the week; day and time then do not count.
    """

    date = forms.DateField(
        label="Day",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": DAY},
    )
    time = forms.TimeField(
        label="Time",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"required": "Choose a time.", "invalid": TIME},
    )
    zone = ZoneField(label="Time zone", max_length=64)
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=480,
        error_messages={
            "required": MINUTES, "invalid": MINUTES, "min_value": MINUTES, "max_value": MINUTES,
        },
    )  # fmt: skip
    place = forms.CharField(
        label="Place or link",
        required=False,
        max_length=300,
        error_messages={"max_length": "Up to 300 characters, please."},
    )
    slot = forms.CharField(required=False, max_length=64)
    which = forms.CharField(label="Which moment do you mean?", required=False, max_length=64)

    def __init__(
        self, *args: Any, me: Person, partner: Person, is_optional: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.me, self.partner, self.is_optional = me, partner, is_optional
        self.appointment: Appointment | None = None
        self.fields["zone"].widget = ZoneSelect([me.time_zone, partner.time_zone])
        self.fields["which"].widget = forms.HiddenInput()
        for name in self.fields if is_optional else ():
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("slot"):
            self._pick(values["slot"], values)
            return values
        day, clock = values.get("date"), values.get("time")
        if self.is_optional and not (day or clock):
            return values
        if self.is_optional:
            self._ask_for_the_rest(values)
        if day and clock and not self.errors:
            self._settle(day, clock.replace(second=0, microsecond=0), values)
        return values

    def _pick(self, slot: str, values: dict[str, Any]) -> None:
        for name in ("date", "time"):
            self.errors.pop(name, None)
        starts_at = _picked(slot)
        if starts_at is None:
            self.add_error("slot", SLOT)
        for name in ("zone", "minutes"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if starts_at is not None and not self.errors:
            self.appointment = self._appointment(starts_at, values)

    def _appointment(self, starts_at: dt.datetime, values: dict[str, Any]) -> Appointment:
        place = " ".join(values.get("place", "").split())
        return Appointment(starts_at, values["zone"], values["minutes"], place)

    def _ask_for_the_rest(self, values: dict[str, Any]) -> None:
        for name in ("date", "time", "zone", "minutes"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])

    def _settle(self, day: dt.date, clock: dt.time, values: dict[str, Any]) -> None:
        if not 2000 <= day.year <= 2200:
            self.add_error("date", (InThePast if day.year < 2000 else TooFarAhead).message)
            return
        starts_at = self._instant(day, clock, ZoneInfo(values["zone"]), values.get("which", ""))
        if starts_at is not None:
            self.appointment = self._appointment(starts_at, values)

    def _instant(
        self, day: dt.date, clock: dt.time, zone: ZoneInfo, which: str
    ) -> dt.datetime | None:
        try:
            return instant(day, clock, zone)
        except TimeIsUnclear as unclear:
            for moment in unclear.both:
                if moment.isoformat() == which:
                    return moment
            self._ask_which(_why(unclear, clock, zone), unclear.both, zone)
            return None

    def _ask_which(self, said: str, both: tuple[dt.datetime, dt.datetime], zone: ZoneInfo) -> None:
        self.add_error("time", said)
        self.fields["which"].widget = forms.RadioSelect(
            choices=[(moment.isoformat(), self._said(moment, zone)) for moment in both]
        )

    def _said(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        local = moment.astimezone(zone)
        hours = (local.utcoffset() or dt.timedelta()) / dt.timedelta(hours=1)
        there = f"{local:%H:%M} in {city_of(zone.key)} (UTC{hours:+g})"
        return f"{there}. That is {whole_moment(moment, self.me, self.partner)}."


def _picked(slot: str) -> dt.datetime | None:
    """The instant of a time in the week; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(slot)
    except ValueError:
        return None
    if found.tzinfo is None or not 2000 <= found.year <= 2200:
        return None
    moment = found.astimezone(dt.UTC)
    # Looked at here: the offset may have seconds as well.
    return None if moment.second or moment.microsecond else moment


def _why(unclear: TimeIsUnclear, clock: dt.time, zone: ZoneInfo) -> str:
    if isinstance(unclear, TimeExistsTwice):
        return f"{clock:%H:%M} comes twice on this day: the clocks in {city_of(zone.key)} go back."
    return f"There is no {clock:%H:%M} on this day: the clocks in {city_of(zone.key)} go forward."


def at_moment(starts_at: dt.datetime, zone: str) -> dict[str, Any]:
    """What the form begins with, for a moment in a zone."""
    local = starts_at.astimezone(ZoneInfo(zone))
    return {"date": local.date(), "time": local.time(), "zone": zone}
