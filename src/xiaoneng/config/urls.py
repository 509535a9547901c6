"""网址: every room's pages under one roof."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("xiaoneng.web.urls")),
]
