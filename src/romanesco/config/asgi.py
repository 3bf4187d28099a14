"""The outermost door: pages and API to Django, files from disk, sockets to the live rooms."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romanesco.config.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from romanesco.config.serving import serve  # noqa: E402 (Django has to be set up first)

application = serve(pages)  # type: ignore[arg-type]  # it says dict where ASGI says mapping
