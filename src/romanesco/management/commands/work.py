"""`romanesco work`: the work in the background, in a process beside those that serve."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils.module_loading import import_string

READY = "Romanesco is at work."


class Command(BaseCommand):
    help = "Do what is due, beside one or more servers, until asked to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", help="home folder; ROMANESCO_HOME does the same")

    def handle(self, **_options: Any) -> None:
        """Work until SIGINT or SIGTERM, and finish what has begun. Raises CommandError."""
        if connection.vendor == "sqlite":
            raise CommandError(
                "With SQLite `romanesco serve` does all the work. For more workers, have "
                "DATABASE_URL name a PostgreSQL database."
            )
        _require_tables()
        if settings.ENV.url is None and not (settings.HOME / "address").exists():
            raise CommandError("ROMANESCO_URL has to say where the pages are: letters link there.")
        reverse("stop_letters", args=["-"])  # has all pages loaded, which letters link to
        asyncio.run(self._work())

    async def _work(self) -> None:
        work = asyncio.create_task(import_string(settings.WORK)())
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(asked, work.cancel)
        self.stdout.write(READY)
        self.stdout.flush()
        try:
            await work
        except asyncio.CancelledError:
            return


def _require_tables() -> None:
    """The server brings them up to date; this only waits for nobody."""
    try:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"DATABASE_URL: the database does not answer: {reason}") from error
    finally:
        connection.close()
    if is_behind:
        raise CommandError("The database is not up to date. Start `romanesco serve` first.")
