"""进出的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.access import drafts, entering, me, views

urlpatterns = [
    path("sign-in/", entering.enter),
    path("sign-in/second/", entering.second),
    path("sign-out/", entering.leave),
    path("draft/drop/", drafts.give_up),
    path("me/", me.me),
    path("me/sessions/end/", me.leave_elsewhere),
    path("me/sessions/<int:pk>/end/", me.leave_elsewhere),
    path("me/second/", me.second),
    path("me/second/app/", me.authenticator),
    path("me/second/key/", me.key),
    path("me/second/codes/", me.codes),
    path("me/second/<int:pk>/end/", me.end_factor),
    path("me/tokens/", views.tokens),
    path("me/tokens/<int:pk>/end/", views.end),
    path("notices/", views.notices),
]
