"""Django as it comes: its own ASGI handler, with Romanesco's middleware and addresses."""

from django.core.asgi import get_asgi_application

application = get_asgi_application()
