"""`romanesco serve`: the pages, the live editing and the background work, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from romanesco.base.turns import TurnsUnknown, one_at_a_time
from romanesco.management.server import (
    ReadyServer,
    address_of,
    config,
    listen,
    remember_address,
    sole_server,
)


class Command(BaseCommand):
    help = "Bring the database up to date, and serve until asked to stop."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--home", help="home folder; ROMANESCO_HOME does the same")

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        """Serve until SIGINT or SIGTERM. Raises CommandError when it cannot begin."""
        home = settings.HOME
        with listen(host, port) as bound, sole_server(home):
            address = address_of(bound)
            remember_address(home, address)
            if settings.ENV.url is None:
                settings.PUBLIC_URL = address  # nobody said another; the port is known only now
            migrate()
            read_every_page()
            server = ReadyServer(config(), address)
            server.run(sockets=[bound])
        if not server.started:
            raise CommandError("Romanesco could not start.", returncode=3)


def read_every_page() -> None:
    """Import what stands behind the addresses, so that the first request need not wait for it."""
    reverse("healthz")


def migrate() -> None:
    """Bring the schema up to date, and ask nothing more when it is. One node at a time does."""
    try:
        with one_at_a_time("migrations"):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, TurnsUnknown) as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"DATABASE_URL: the database does not answer: {reason}") from error
    finally:
        connections.close_all()
