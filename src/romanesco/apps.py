"""Romanesco as one Django app."""

from django.apps import AppConfig


class RomanescoConfig(AppConfig):
    name = "romanesco"
    verbose_name = "Romanesco"
