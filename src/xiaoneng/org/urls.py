"""机构的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.org import views, views_layouts
from xiaoneng.org import views_accounts as accounts
from xiaoneng.org import views_bodies as bodies
from xiaoneng.org import views_grants as grants
from xiaoneng.org import views_particulars as particulars
from xiaoneng.org import views_posts as posts
from xiaoneng.org import views_units as units

urlpatterns = [
    path("", units.units),
    path("units/new/", units.new_unit),
    path("units/<int:pk>/", units.unit),
    path("units/<int:pk>/edit/", units.edit_unit),
    path("units/<int:pk>/end/", units.close_unit),
    path("units/<int:pk>/posts/new/", posts.new_post),
    path("posts/<int:pk>/", posts.post),
    path("posts/<int:pk>/edit/", posts.edit_post),
    path("posts/<int:pk>/end/", posts.close_post),
    path("posts/<int:pk>/holder/", posts.holder),
    path("posts/<int:pk>/handover/", posts.new_handover),
    path("handovers/", posts.handovers),
    path("handovers/<int:pk>/", posts.handover),
    path("handovers/<int:pk>/edit/", posts.edit_handover),
    path("handovers/<int:pk>/sign/", posts.receive),
    path("handovers/<int:pk>/paper.<str:form>", posts.paper),
    path("bodies/", bodies.bodies),
    path("bodies/new/", bodies.new_body),
    path("bodies/<int:pk>/", bodies.body),
    path("bodies/<int:pk>/edit/", bodies.edit_body),
    path("bodies/<int:pk>/end/", bodies.close_body),
    path("leads/", bodies.leads),
    path("leads/new/", bodies.new_lead),
    path("leads/<int:pk>/end/", bodies.close_lead),
    path("names/", bodies.names),
    path("names/order/", bodies.order),
    path("people/", views.people),
    path("people/new/", views.new_person),
    path("people/<int:pk>/", views.person),
    path("people/<int:pk>/edit/", views.edit_person),
    path("people/<int:pk>/move/", views.move),
    path("people/<int:pk>/leave/", views.leave),
    path("people/<int:pk>/stay/", views.stay),
    path("people/<int:pk>/appoint/", views.second),
    path("appointments/<int:pk>/end/", views.end_second),
    path("people/<int:pk>/particulars/<str:what>/", particulars.change),
    path("particulars/<int:pk>/edit/", particulars.mend),
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
