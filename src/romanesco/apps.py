"""Romanesco as one Django app."""

from django.apps import AppConfig


class RomanescoConfig(AppConfig):
    name = "romanesco"
    verbose_name = "Romanesco"

    def ready(self) -> None:
        """Whoever listens within a transaction does so in every process."""
        from romanesco.search import marking

        marking.begin()
