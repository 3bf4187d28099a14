"""A takeout over the API: one's own alone."""

import io
import zipfile

import pytest

from romanesco.pairs.models import Pair
from romanesco.plans.models import Plan
from tests.api.client import Api
from tests.journey.stories import answer

pytestmark = pytest.mark.django_db


def words_in(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return "\n".join(found.read(name).decode() for name in found.namelist())


def test_each_gets_what_they_see(pair: Pair, plan: Plan, theo: Api, rosa: Api, olga: Api) -> None:
    answer(plan, "check_in", "Not shared yet", by=pair.mentee)
    for path in ("/takeout.zip", f"/pairs/{pair.id}/takeout.zip"):
        mine, hers = theo.get(path), rosa.get(path)
        assert (mine["Content-Type"], mine["Cache-Control"]) == ("application/zip", "no-store")
        assert "Not shared yet" in words_in(mine.content)
        assert "Not shared yet" not in words_in(hers.content)
        assert "Theo Lindqvist" in words_in(hers.content)
        assert Api().get(path).status_code == 401
    assert olga.get(f"/pairs/{pair.id}/takeout.zip").status_code == 404
    assert "Theo" not in words_in(olga.get("/takeout.zip").content)
