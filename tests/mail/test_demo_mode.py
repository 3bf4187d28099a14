"""A demo is an installation without mail where `romanesco demo` was run."""

from pathlib import Path

from pytest_django import Settings

from romanesco.mail import demo_mode


def test_it_begins_with_a_mark_in_the_home_folder(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert not demo_mode.is_on()
    assert not demo_mode.can_write()
    demo_mode.begin()
    assert demo_mode.is_on()
    assert demo_mode.can_write()


def test_where_mail_is_set_up_it_is_never_on(settings: Settings, tmp_path: Path) -> None:
    settings.HOME, settings.HAS_MAIL = tmp_path, True
    demo_mode.begin()
    assert not demo_mode.is_on()
    assert demo_mode.can_write()
