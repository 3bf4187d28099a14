"""Django behind ASGI, each request in one piece on one of a few threads that last.

Django's own handler takes a new thread for every request and walks to and fro between it and the
event loop, once for each piece that is not async. Here nothing is async, and a thread that lasts
keeps its database connection open, so a page is there some milliseconds earlier.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from functools import partial
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

# So many may wait at once (for the database, or after a wrong password) before others do.
THREADS = 32


class Pages(ASGIHandler):
    """The ASGI application for Django's pages. No view here streams its answer."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, "page")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, as Django's own handler does; whoever left is not told."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            # In a context of its own: nothing that a request sets stays with the thread.
            answer = partial(copy_context().run, self._answer, scope, body)
            loop = asyncio.get_running_loop()
            await self.send_response(await loop.run_in_executor(self._threads, answer), send)

    def _answer(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = refusal if request is None else self.get_response(request)
        assert response is not None
        # Closed before it is sent, because on this thread the database connection is looked after.
        response.close()
        return response
