"""工作台的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.health import health
from xiaoneng.web.home import views

urlpatterns = [
    path("", views.home),
    path("search/", views.search),
    path("health/", health),
]
