"""What the environment may say, and what is answered when it says something else."""

import stat
from pathlib import Path

import pytest

from romanesco.config import env

KEY = "k" * 50


def test_nothing_told_means_sqlite_in_the_folder_var() -> None:
    found = env.read({})
    assert found.home == Path("var").absolute()
    assert found.database["ENGINE"] == "django.db.backends.sqlite3"
    assert found.database["NAME"] == str(found.home / "romanesco.sqlite3")
    assert found.database["OPTIONS"] == env.SQLITE_OPTIONS
    assert (found.url, found.mail, found.secret_key, found.debug) == (None, None, None, False)
    assert found.trusted_proxies == ()


def test_an_empty_variable_counts_as_not_set() -> None:
    names = ("ROMANESCO_HOME", "DATABASE_URL", "ROMANESCO_URL", "SECRET_KEY", "EMAIL_URL")
    assert env.read(dict.fromkeys(names, "")) == env.read({})


@pytest.mark.parametrize(
    ("value", "engine", "name"),
    [
        ("sqlite:////srv/plans.sqlite3", "sqlite3", "/srv/plans.sqlite3"),
        ("postgres://ada:pw@db/plans", "postgresql", "plans"),
        ("postgresql://ada:p%40ss@db:5433/plans", "postgresql", "plans"),
        ("postgres://postgres@/plans?host=/run/postgresql", "postgresql", "plans"),
    ],
)
def test_a_database_is_named_by_its_url(value: str, engine: str, name: str) -> None:
    database = env.read({"DATABASE_URL": value}).database
    assert database["ENGINE"] == f"django.db.backends.{engine}"
    assert database["NAME"] == name


def test_sqlite_keeps_its_promises_wherever_it_lies() -> None:
    database = env.read({"DATABASE_URL": "sqlite:////srv/plans.sqlite3"}).database
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_a_connection_to_postgresql_that_was_cut_is_noticed() -> None:
    options = env.read({"DATABASE_URL": "postgres://ada:pw@db/plans"}).database["OPTIONS"]
    assert options == env.POSTGRES_OPTIONS
    told = "postgres://db/plans?connect_timeout=20&options=-c%20work_mem%3D8MB&sslmode=require"
    options = env.read({"DATABASE_URL": told}).database["OPTIONS"]
    assert options["connect_timeout"] == 20
    assert options["options"] == "-c work_mem=8MB"
    assert options["sslmode"] == "require"
    assert options["keepalives_idle"] == env.POSTGRES_OPTIONS["keepalives_idle"]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://plans.example.org", "https://plans.example.org"),
        ("https://plans.example.org/", "https://plans.example.org"),
        ("http://LOCALHOST:8123", "http://localhost:8123"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_kept_without_a_slash(value: str, url: str) -> None:
    found = env.read({"ROMANESCO_URL": value})
    assert found.url == url
    assert found.public_url() == url
    assert found.is_https == url.startswith("https")


def test_requests_may_go_to_the_private_networks_that_are_named() -> None:
    assert env.read({}).private_networks == ()
    found = env.read({"ROMANESCO_PRIVATE_NETWORKS": "127.0.0.0/8, fd00::/8,"}).private_networks
    assert [str(network) for network in found] == ["127.0.0.0/8", "fd00::/8"]


def test_only_known_hosts_are_answered() -> None:
    loopback = ["127.0.0.1", "localhost", "[::1]"]
    assert env.read({}).allowed_hosts == loopback
    named = env.read({"ROMANESCO_URL": "https://plans.example.org:8443"})
    assert named.allowed_hosts == [*loopback, "plans.example.org"]


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("DATABASE_URL", "oracle://db/plans", "sqlite:// or postgres://"),
        ("DATABASE_URL", "plans.sqlite3", "sqlite:// or postgres://"),
        ("DATABASE_URL", "postgres://db:port/plans", "not a database URL"),
        ("DATABASE_URL", "postgres://db/", "names no database"),
        ("DATABASE_URL", "sqlite://:memory:", "names no database"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no database"),
        ("ROMANESCO_URL", "plans.example.org", "should look like"),
        ("ROMANESCO_URL", "ftp://plans.example.org", "should look like"),
        ("ROMANESCO_URL", "https://", "should look like"),
        ("ROMANESCO_URL", "https://plans.example.org/app", "only a scheme"),
        ("ROMANESCO_URL", "https://plans.example.org?x=1", "only a scheme"),
        ("ROMANESCO_URL", "https://ada:pw@plans.example.org", "only a scheme"),
        ("ROMANESCO_URL", "https://plans.example.org:99999", "not an address"),
        ("ROMANESCO_URL", "https://[plans", "not an address"),
        ("ROMANESCO_URL", "https://plans\n.example.org", "control character"),
        ("SECRET_KEY", "short", "shorter than 20"),
        ("EMAIL_URL", "mail.example.org", "should look like"),
        ("ROMANESCO_TRUSTED_PROXIES", "10.0.0.1, nginx", "“nginx”"),
        ("ROMANESCO_PRIVATE_NETWORKS", "10.0.0.0/8, home", "“home”"),
        ("ROMANESCO_PRIVATE_NETWORKS", "192.168.1.7/24", "“192.168.1.7/24”"),
        ("ROMANESCO_DEBUG", "perhaps", "yes or no"),
    ],
)
def test_a_wrong_value_is_named(variable: str, value: str, word: str) -> None:
    with pytest.raises(env.WrongValue) as refused:
        env.read({variable: value})
    assert str(refused.value).startswith(f"{variable}: ")
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_value_is_not_repeated_where_it_may_be_a_password() -> None:
    for variable in ("DATABASE_URL", "EMAIL_URL", "SECRET_KEY"):
        with pytest.raises(env.WrongValue) as refused:
            env.read({variable: "x://sesame"})
        assert "sesame" not in str(refused.value)


def test_the_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    told = {"ROMANESCO_HOME": str(tmp_path / "deep" / "home")}
    first, second = env.load(told), env.load(told)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key or "") >= 50
    mode = (first.home / "secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [file.name for file in first.home.iterdir()] == ["secret-key"]


def test_a_key_that_is_told_is_not_written_down(tmp_path: Path) -> None:
    found = env.load({"ROMANESCO_HOME": str(tmp_path), "SECRET_KEY": KEY})
    assert found.secret_key == KEY
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(env.WrongValue, match=r"SECRET_KEY: .*secret-key"):
        env.load({"ROMANESCO_HOME": str(tmp_path)})


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(env.WrongValue, match="ROMANESCO_HOME: File exists"):
        env.load({"ROMANESCO_HOME": str(tmp_path / "home")})


def test_links_lead_to_where_the_server_last_answered(tmp_path: Path) -> None:
    found = env.load({"ROMANESCO_HOME": str(tmp_path), "SECRET_KEY": KEY})
    assert found.public_url() == "http://127.0.0.1:8000"
    (tmp_path / "address").write_text("http://127.0.0.1:8123\n")
    assert found.public_url() == "http://127.0.0.1:8123"
    (tmp_path / "address").write_text("nonsense")
    assert found.public_url() == "http://127.0.0.1:8000"
