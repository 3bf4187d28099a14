"""A pair moves house: one brings it in, the other comes after with a file and with a link."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from romanesco.base.errors import NotFound
from romanesco.pairs import invitations
from romanesco.pairs.invitations import OwnInvitation
from romanesco.pairs.models import Invitation, Pair
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.operations import share
from romanesco.plans.template_models import Template
from romanesco.takeout.bringing import bring_in
from romanesco.takeout.sides import NoOpenSide, offer_side, take_side
from tests import cast
from tests.cast import MONDAY
from tests.plans.everywhere import tables_with
from tests.takeout import lives
from tests.takeout.test_round_trip import emptied
from tests.web.test_agreements import post as propose
from tests.web.test_takeout import bring
from tests.web.visiting import text_of, visit_as

pytestmark = pytest.mark.django_db

CLAIMS = ("hared with Rosa", "Rosa sees this", "Rosa sees yours", "Rosa reads", "once Rosa has")


@pytest.fixture
def files() -> tuple[bytes, bytes]:
    """Theo's and Rosa's, and a new house in which Theo's has been brought in."""
    lives.a_life()
    found = lives.zip_of(cast.theo()), lives.zip_of(cast.rosa())
    emptied()
    bring_in(io.BytesIO(found[0]), by=cast.theo(), at=MONDAY)
    return found


def open_link(pair: Pair) -> str:
    client = visit_as(cast.theo())
    shown = client.post(f"/pairs/{pair.id}/open-side")
    return str(shown["Location"])


def test_her_file_takes_no_side_and_brings_the_rest(files: tuple[bytes, bytes]) -> None:
    pair = Pair.objects.get()
    told = text_of(bring(visit_as(cast.rosa()), files[1]))
    assert "The pair with Theo Lindqvist is here already" in told
    assert "ask Theo Lindqvist for the link that gives you your side" in told
    assert Template.objects.filter(person=cast.rosa(), name="Rosa’s Dragon").exists()
    assert Pair.objects.get().mentor.is_imported
    assert visit_as(cast.rosa()).get(f"/pairs/{pair.id}/").status_code == 404


def test_his_link_gives_her_the_place(files: tuple[bytes, bytes]) -> None:
    """All that pointed to the one who was not here is hers, and his own stays his own."""
    pair = Pair.objects.get()
    place = pair.mentor
    assert "Rosa is not here yet" in text_of(visit_as(cast.theo()).get(f"/pairs/{pair.id}/"))
    link = open_link(pair)
    assert "keeps your side for you" in text_of(Client().get(link))
    assert Pair.objects.get().mentor.is_imported  # reading decides nothing
    rosa = visit_as(cast.rosa())
    rosa.post(link)
    pair = Pair.objects.get()
    assert pair.mentor == cast.rosa()
    assert not Person.objects.filter(is_imported=True).exists()
    assert tables_with(str(place.pk)) | tables_with(place.pk.hex) == set()
    assert "Theo &amp; you" in rosa.get(f"/pairs/{pair.id}/").content.decode()
    held, draft = (Plan.objects.get(session__state=state) for state in ("held", "planned"))
    assert "Send the book" in text_of(rosa.get(f"/plans/{held.id}/"))
    assert held.items.get(prompt="Saying no").author == cast.rosa()
    assert rosa.get(f"/plans/{draft.id}/").status_code == 404  # his draft is still his alone
    brought = bring_in(io.BytesIO(files[1]), by=cast.rosa(), at=MONDAY)
    assert (brought.pairs, brought.known) == ([], [pair.pk])
    as_before = json.dumps(lives.lines_of(files[0])).replace(str(place.pk), str(cast.rosa().pk))
    assert json.dumps(lives.lines_of(lives.zip_of(cast.theo()))) == as_before


def test_nobody_else_gives_or_takes_it(files: tuple[bytes, bytes]) -> None:
    pair = Pair.objects.get()
    olga = visit_as(cast.olga())
    assert olga.post(f"/pairs/{pair.id}/open-side").status_code == 404
    assert not Invitation.objects.exists()
    made = offer_side(pair, by=cast.theo(), at=MONDAY)
    assert offer_side(pair, by=cast.theo(), at=MONDAY) == made  # one link is out, not two
    with pytest.raises(OwnInvitation):
        take_side(made, by=cast.theo(), at=MONDAY)
    with pytest.raises(NotFound):
        invitations.accept(made, by=cast.olga(), at=MONDAY)  # it makes no second pair
    invitations.withdraw(made.id, by=cast.theo(), at=MONDAY)
    with pytest.raises(NotFound):
        take_side(made, by=cast.rosa(), at=MONDAY)
    again = offer_side(Pair.objects.get(), by=cast.theo(), at=MONDAY)
    take_side(again, by=cast.rosa(), at=MONDAY)
    with pytest.raises(NotFound):
        take_side(again, by=cast.olga(), at=MONDAY)
    with pytest.raises(NoOpenSide):
        offer_side(Pair.objects.get(), by=cast.theo(), at=MONDAY)
    assert Pair.objects.get().mentor == cast.rosa()


def test_it_says_what_changed_and_leads_to_the_pair(files: Any) -> None:
    emptied()
    somebody = Person.objects.create_person("theo@example.org", "Somebody", time_zone="UTC")
    answer = bring(visit_as(somebody), files[0])
    told = text_of(answer)
    assert "You are called Theo Lindqvist now; it was Somebody." in told
    assert "Your time is that of São Paulo now" in told
    assert (
        f'<a href="/pairs/{Pair.objects.get().id}/">Rosa &amp; you</a>' in answer.content.decode()
    )


def test_nothing_is_promised_of_somebody_who_is_not_here(files: tuple[bytes, bytes]) -> None:
    """Each page says that Rosa is not here yet, and leads to the invitation."""
    pair = Pair.objects.get()
    theo, draft = visit_as(cast.theo()), Plan.objects.get(session__state="planned")
    propose(cast.theo(), pair, keeps_months="6")
    pages = ["/", f"/pairs/{pair.id}/", f"/pairs/{pair.id}/agreement/", f"/plans/{draft.id}/"]
    assert draft.share_due_at is not None
    before = draft.share_due_at - timedelta(days=1)
    with time_machine.travel(before, tick=False):
        shown = [theo.get(page) for page in pages]
        share(draft, by=cast.theo(), at=before)
        shown.append(theo.get(pages[-1]))
    for page in shown:
        told = text_of(page)
        assert "Rosa is not here yet" in told, page.wsgi_request.path
        assert "Invite Rosa" in told or "invite Rosa" in told, page.wsgi_request.path
        for claim in CLAIMS:
            assert claim not in told, (page.wsgi_request.path, claim)
