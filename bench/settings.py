"""Romanesco's settings with one more page, which is empty: what Django itself costs."""

from romanesco.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
