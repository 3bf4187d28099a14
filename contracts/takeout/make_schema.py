"""Writes schema.json anew: `python contracts/takeout/make_schema.py`."""

import json
from pathlib import Path

import django

django.setup()

from romanesco.takeout.kinds import schema  # noqa: E402

into = Path(__file__).with_name("schema.json")
into.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
