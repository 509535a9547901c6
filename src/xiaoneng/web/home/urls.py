"""工作台的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.health import health
from xiaoneng.web.home import calendars, views

urlpatterns = [
    path("", views.home),
    path("search/", views.search),
    path("me/due/", calendars.due),
    path("me/due.ics", calendars.due_file),
    path("due/<str:token>.ics", calendars.due_feed),
    path("health/", health),
]
