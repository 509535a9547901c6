"""记录的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.ledger import views_absences, views_confirm, views_entry, views_facts, views_imports, views_works

urlpatterns = [
    path("", views_facts.facts),
    path("new/", views_entry.new),
    path("suggest/", views_entry.suggest),
    path("preview/", views_entry.preview),
    path("opening/", views_entry.opening),
    path("confirm/", views_confirm.confirming),
    path("<int:pk>/", views_facts.fact),
    path("<int:pk>/confirm/", views_facts.confirm),
    path("<int:pk>/withdraw/", views_facts.withdraw),
    path("<int:pk>/set-off/", views_facts.offset),
    path("<int:pk>/evidence/", views_facts.attach),
    path("<int:pk>/evidence/<int:file>/", views_facts.evidence),
    path("<int:pk>/mend/", views_entry.mend),
    path("<int:pk>/correct/", views_entry.correct),
    path("import/", views_imports.imports),
    path("import/<int:pk>/", views_imports.batch),
    path("import/<int:pk>/columns/", views_imports.mapping),
    path("import/<int:pk>/rows/", views_imports.rows),
    path("import/<int:pk>/commit/", views_imports.commit),
    path("import/<int:pk>/confirm/", views_imports.confirm),
    path("import/<int:pk>/undo/", views_imports.undo),
    path("import/<int:pk>/drop/", views_imports.drop),
    path("import/<int:pk>/file/", views_imports.original),
    path("absences/", views_absences.absences),
    path("absences/<int:pk>/", views_absences.absence),
    path("absences/<int:pk>/end/", views_absences.end),
    path("absences/<int:pk>/evidence/<int:file>/", views_absences.paper),
    path("attendance/", views_absences.attendance),
    path("works/", views_works.works),
    path("works/new/", views_works.new),
    path("works/confirm/", views_works.confirm),
    path("works/<int:pk>/", views_works.work),
    path("works/<int:pk>/correct/", views_works.correct),
    path("works/<int:pk>/withdraw/", views_works.withdraw),
    path("works/<int:pk>/evidence/<int:file>/", views_works.paper),
]
