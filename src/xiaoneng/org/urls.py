"""机构的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.org import views, views_layouts
from xiaoneng.org import views_accounts as accounts
from xiaoneng.org import views_grants as grants

urlpatterns = [
    path("", views.units),
    path("units/new/", views.new_unit),
    path("units/<int:pk>/", views.edit_unit),
    path("people/", views.people),
    path("people/new/", views.new_person),
    path("people/<int:pk>/", views.person),
    path("people/<int:pk>/move/", views.move),
    path("people/<int:pk>/leave/", views.leave),
    path("people/<int:pk>/appoint/", views.second),
    path("accounts/", accounts.accounts),
    path("accounts/new/", accounts.new_account),
    path("accounts/<int:pk>/", accounts.account),
    path("accounts/<int:pk>/reset/", accounts.reset),
    path("accounts/<int:pk>/switch/", accounts.switch),
    path("accounts/<int:pk>/release/", accounts.release),
    path("accounts/<int:pk>/unfactor/", accounts.unfactor),
    path("grants/", grants.grants),
    path("grants/new/", grants.new_grant),
    path("grants/<int:pk>/end/", grants.end),
    path("policies/", grants.policies),
    path("layouts/", views_layouts.layouts),
]
