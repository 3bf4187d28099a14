import asyncio
import threading
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from pytest_django import Settings

from romanesco.config.pages import THREADS, Pages


def tell(request: HttpRequest) -> HttpResponse:
    """Where it is answered, in which zone, and what was sent."""
    told = f"{threading.current_thread().name} {timezone.get_current_timezone_name()}"
    timezone.activate("America/Sao_Paulo")
    return HttpResponse(f"{told} {request.body.decode()}")


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [path("tell", tell), path("fail", fail)]


@pytest.fixture
def pages(settings: Settings) -> Pages:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    return Pages()


def ask(pages: Pages, address: str, body: bytes = b"", *, leaves: bool = False) -> list[Any]:
    """What an ASGI server hears in answer to one request."""
    said: list[Any] = []
    scope = {"type": "http", "method": "POST", "path": address, "headers": [], "query_string": b""}
    heard = [{"type": "http.disconnect"}] if leaves else [{"type": "http.request", "body": body}]

    async def receive() -> Any:
        return heard.pop()

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(pages(scope, receive, send))
    return said


def test_requests_share_a_few_threads_and_nothing_else(pages: Pages) -> None:
    told = set()
    for _ in range(2 * THREADS):
        start, answer = ask(pages, "/tell", b"hello")
        assert start["status"] == 200
        thread, zone, body = answer["body"].decode().split()
        assert (zone, body) == ("UTC", "hello")
        told.add(thread)
    assert len(told) <= THREADS


def test_a_view_that_fails_is_a_page_that_says_so(pages: Pages) -> None:
    assert ask(pages, "/fail")[0]["status"] == 500
    assert ask(pages, "/tell")[0]["status"] == 200


def test_whoever_left_is_not_answered(pages: Pages) -> None:
    assert ask(pages, "/tell", leaves=True) == []
