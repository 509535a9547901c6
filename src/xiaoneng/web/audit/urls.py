"""审计的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.audit import views

urlpatterns = [
    path("", views.entries),
    path("check/", views.check),
    path("<int:seq>/", views.entry),
]
