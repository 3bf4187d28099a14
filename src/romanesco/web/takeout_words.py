"""What became of a file that somebody brought in, in a few sentences."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from romanesco.pairs.models import Pair
from romanesco.pairs.queries import pairs_of
from romanesco.people.local_words import city_of
from romanesco.people.models import Person
from romanesco.takeout.bringing import Brought

OTHERS = (
    "The pair with {name} is here already, and your account is not in it, so it stays as it is. "
    "If {name} brought it in, ask {name} for the link that gives you your side."
)


def in_words(brought: Brought, person: Person) -> SafeString:
    """All of it, with links to the pairs."""
    told = list(_sentences(brought, person)) or ["It is all here."]
    return format_html_join(" ", "{}", ((each,) for each in told))


def _sentences(brought: Brought, person: Person) -> Iterator[str]:
    for pair in pairs_of(person).filter(pk__in=brought.pairs):
        yield _linked(pair, person)
    for name in brought.others:
        yield OTHERS.format(name=name)
    if brought.known:
        yield _stays(brought)
    if brought.templates:
        yield f"{_counted(brought.templates, 'template', 'templates')} of yours came along."
    yield from _of_oneself(brought)
    if different := [words for words in brought.left if words != "settings"]:
        yield f"Different here, and left as it is: {', '.join(different)}."


def _of_oneself(brought: Brought) -> Iterator[str]:
    """What one is called and where one's clock is, when it is not what it was."""
    for what, was, now in brought.changed:
        yield _changed(what, was, now)
    if brought.settings:
        yield format_html(
            'Your <a href="{}">settings</a> are those of the file now.', reverse("settings")
        )
    if "settings" in brought.left:
        yield "Your settings stay as they are."


def _linked(pair: Pair, person: Person) -> SafeString:
    partner = pair.partner_of(person)
    here = "" if not partner.is_imported else " {} is not here yet: you can invite them there."
    linked = '<a href="{}">{} &amp; you</a>: this pair is here now.'
    return format_html(
        linked + here, reverse("pair", args=[pair.pk]), *[partner.first_name] * (1 + bool(here))
    )


def _changed(what: str, was: str, now: str) -> str:
    if what == "name":
        return f"You are called {now} now; it was {was}."
    return f"Your time is that of {city_of(now)} now; it was that of {city_of(was)}."


def _stays(brought: Brought) -> str:
    was = _counted(len(brought.known), "pair was", "pairs were")
    if not brought.differences:
        return f"{was} here already, all the same."
    many = _counted(brought.differences, "record says", "records say")
    return f"{was} here already and stayed as it is; {many} something else in the file."


def _counted(number: int, one: str, more: str) -> str:
    return f"{'One' if number == 1 else number} {one if number == 1 else more}"
