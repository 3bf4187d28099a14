"""`romanesco demo`: a pair with a past, and how to be each of them."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import transaction

from romanesco.base import clock
from romanesco.mail import demo_mode
from romanesco.mail.models import Letter
from romanesco.management.commands.serve import migrate
from romanesco.management.demo import people
from romanesco.management.demo.copies import Original
from romanesco.management.demo.keys import Described, describe_pair, describe_person
from romanesco.management.demo.telling import tell
from romanesco.pairs.models import Pair

AT_ONCE = 50  # pairs in one transaction: a server beside this never waits for long
MOST = 100_000


class Command(BaseCommand):
    help = "Make a demo pair, Rosa and Theo, with a past and a plan in the making."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", help="home folder; ROMANESCO_HOME does the same")
        parser.add_argument("--json", action="store_true", help="print one JSON object, no words")
        parser.add_argument("--pairs", type=int, default=1, metavar="N", help="so many pairs")

    def handle(self, *, pairs: int, **options: Any) -> None:
        """Make the pairs and print how to sign in as each. Raises CommandError."""
        if not 1 <= pairs <= MOST:
            raise CommandError(f"--pairs takes a number from 1 to {MOST}.")
        self.stderr.write(f"The demo is in {settings.HOME}. --home chooses another home.")
        migrate()
        demo_mode.begin()
        made = make(pairs, at=clock.now())
        told = json.dumps(made, ensure_ascii=False) if options["json"] else _in_words(made)
        self.stdout.write(told)


def make(count: int, *, at: datetime) -> Described:
    """Make so many pairs, and one who belongs to none of them."""
    with transaction.atomic():
        pair = _told(at)
        described = [describe_pair(pair, at=at)]
        outsider = describe_person(people.arrive(people.OLGA, at=at), at=at)
    original = Original(pair)
    while len(described) < count:
        described += _copied(original, min(AT_ONCE, count - len(described)), at)
    return {"url": settings.PUBLIC_URL, "pairs": described, "outsider": outsider}


def _told(at: datetime) -> Pair:
    mentor, mentee = people.arrive(people.ROSA, at=at), people.arrive(people.THEO, at=at)
    pair = tell(mentor, mentee, now=at)
    # The past wrote its letters, and nobody has to receive them now.
    Letter.objects.filter(person_id__in=[mentor.id, mentee.id]).delete()
    return pair


@transaction.atomic
def _copied(original: Original, count: int, at: datetime) -> list[Described]:
    return [describe_pair(pair, at=at) for pair in original.copies(count, at=at)]


def _in_words(made: Described) -> str:
    pair = made["pairs"][0]
    lines = [f"{len(made['pairs'])} demo pairs are there." if len(made["pairs"]) > 1 else ""]
    for side in ("mentor", "mentee"):
        who = pair[side]
        lines.append(f"{who['name']}, {side}: sign in at\n  {who['sign_in']}")
    outsider = made["outsider"]
    lines.append(f"{outsider['name']}, who is in no pair of theirs:\n  {outsider['sign_in']}")
    lines.append("Open each in a browser of its own (a private window does).")
    lines.append(f"Letters are read at {made['url']}/outbox/.")
    return "\n".join(line for line in lines if line)
