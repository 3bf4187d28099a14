"""What letters need in a test: a post office that the settings know, and a mailer at work."""

import pytest
from pytest_django import Settings

from romanesco.config.mail_url import read_mail
from romanesco.mail import sending
from tests.harness.post import PostOffice


@pytest.fixture(autouse=True)
def _nobody_rests() -> None:
    sending.REST.end()


@pytest.fixture
def office(post_office: PostOffice, settings: Settings) -> PostOffice:
    """A post office that this installation sends its letters to."""
    tell(settings, post_office)
    return post_office


def tell(settings: Settings, office: PostOffice) -> None:
    """As if EMAIL_URL named this post office."""
    mail = read_mail(office.url)
    settings.HAS_MAIL = True
    settings.MAILERS = {"default": mail.mailer}
    settings.DEFAULT_FROM_EMAIL = mail.sender
