"""The outermost door: pages and API to Django, files from disk."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romanesco.config.settings")

import django

django.setup(set_prefix=False)

from romanesco.config.pages import Pages  # noqa: E402 (Django has to be set up first)
from romanesco.config.serving import serve  # noqa: E402

application = serve(Pages())
