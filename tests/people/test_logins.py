"""Ending logins, and links that begin one."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from romanesco.base import bus
from romanesco.base.errors import NotFound
from romanesco.people.logins import end_other_logins
from romanesco.people.models import SignInLink
from romanesco.people.sign_in_links import make_link, person_for_link
from tests.cast import MONDAY, rosa, theo

pytestmark = pytest.mark.django_db


def test_every_login_but_the_kept_one_ends_and_sockets_hear_of_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    here, elsewhere, roses = Client(), Client(), Client()
    for client in (here, elsewhere):
        client.force_login(theo())
    roses.force_login(rosa())
    heard: list[bus.Announcement] = []
    stop = bus.listen(heard.append)
    session = here.session
    with django_capture_on_commit_callbacks(execute=True):
        end_other_logins(theo(), keep=session)
    stop()
    assert heard == [bus.LoginEnded(session_key=None, person_id=theo().id)]
    assert here.get("/settings/").status_code == 200
    assert here.session.session_key == session.session_key
    assert elsewhere.get("/settings/").status_code == 302
    assert roses.get("/settings/").status_code == 200


def test_a_link_signs_in_until_it_expires_and_is_kept_only_as_a_digest() -> None:
    token = make_link(rosa(), at=MONDAY, lasts=timedelta(days=7))
    assert person_for_link(token, at=MONDAY + timedelta(days=6)) == rosa()
    assert person_for_link(token, at=MONDAY + timedelta(days=6)) == rosa()
    with pytest.raises(NotFound):
        person_for_link(token, at=MONDAY + timedelta(days=7))
    with pytest.raises(NotFound):
        person_for_link("nonsense", at=MONDAY)
    assert token not in str(SignInLink.objects.values_list().get())
