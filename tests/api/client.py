"""Calling the API as one of the cast."""

import json
from typing import Any

from django.test import Client

from romanesco.base import clock
from romanesco.people.api_tokens import make_token
from romanesco.people.models import Person


class Api:
    """The API as one person's program sees it; without a person, as a stranger's does."""

    def __init__(self, person: Person | None = None) -> None:
        self.headers = {}
        if person is not None:
            _, secret = make_token("tests", by=person, at=clock.now())
            self.headers["Authorization"] = f"Bearer {secret}"
        self.client = Client(headers=self.headers, enforce_csrf_checks=True)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api{path}")

    def send(self, method: str, path: str, body: object = None, **kwargs: Any) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        return self.raw(method, path, content, **kwargs)

    def raw(
        self, method: str, path: str, content: bytes, content_type: str = "application/json"
    ) -> Any:
        return self.client.generic(method, f"/api{path}", content, content_type=content_type)
