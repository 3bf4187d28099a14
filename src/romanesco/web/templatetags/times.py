"""Both times, always: an instant as one person's clock and calendar show it."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from romanesco.people import local_words
from romanesco.people.local_words import Somebody, seen_by

register = template.Library()

for words in (
    local_words.city,
    local_words.clock_for,
    local_words.day_for,
    local_words.due_for,
    local_words.first_name,
    local_words.initials,
    local_words.moment_for,
    local_words.named,
    local_words.ordinal,
    local_words.plain_day,
    local_words.short_day_for,
):
    register.filter(words)


@register.filter
def same_day_as(instant: datetime, people: tuple[Somebody, Somebody]) -> bool:
    mine, theirs = people
    return seen_by(mine, instant).date() == seen_by(theirs, instant).date()


@register.filter
def local_day(instant: datetime, person: Somebody) -> date:
    """The date of this instant on this person's calendar."""
    return seen_by(person, instant).date()


@register.filter
def host(address: str) -> str:
    """meet.example.org: where a link leads, in place of all of it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.simple_tag
def both_times(instant: datetime, me: Somebody, partner: Somebody) -> SafeString:
    """One's own time first and set off, the partner's beside it with the city."""
    mine, rest = local_words.both_clocks(instant, me, partner)
    return format_html(
        '<strong><time datetime="{}">{}</time></strong> {}', instant.isoformat(), mine, rest
    )
