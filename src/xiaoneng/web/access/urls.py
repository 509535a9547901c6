"""进出的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.access import views

urlpatterns = [
    path("sign-in/", views.enter),
    path("sign-out/", views.leave),
    path("me/", views.me),
    path("me/tokens/", views.tokens),
    path("me/tokens/<int:pk>/end/", views.end),
    path("notices/", views.notices),
]
