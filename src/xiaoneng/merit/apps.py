"""评价 as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MeritConfig(AppConfig):
    """评价."""

    name = "xiaoneng.merit"
    label = "merit"
    verbose_name = "评价"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("xiaoneng.merit.beside")
