"""Whether this installation can work: asked by whoever watches over it, without signing in."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from romanesco.base import nodes


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers and the migrations are in, 503 with a reason otherwise."""
    reason = _what_is_missing()
    if reason:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def _what_is_missing() -> str:
    if nodes.is_deaf():
        # Known already: where the cable is cut, asking the database would take until that is felt.
        return "This node hears nothing from the database."
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_migrations()
    except DatabaseError:
        return "The database does not answer."
    except MigrationsMissing:
        return "The database is not up to date; migrations are missing."
    return ""


class MigrationsMissing(Exception):
    """The tables are not yet what this version needs."""


@cache  # which keeps success alone: a schema that is up to date stays so while this process runs
def _require_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MigrationsMissing


urls = [path("healthz", healthz, name="healthz")]
