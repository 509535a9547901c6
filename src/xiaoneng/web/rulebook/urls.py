"""制度的网址."""

from __future__ import annotations

from django.urls import path

from xiaoneng.web.rulebook import numbers, originals, views, words

urlpatterns = [
    path("", views.book),
    path("words/", words.words),
    path("versions/", views.versions),
    path("versions/new/", views.choose),
    path("versions/<int:pk>/", views.version),
    path("versions/<int:pk>/words/", words.words),
    path("versions/<int:pk>/questions/", views.questions),
    path("versions/<int:pk>/enact/", views.put_in_force),
    path("versions/<int:pk>/end/", views.end),
    path("versions/<int:pk>/drop/", views.drop),
    path("versions/<int:pk>/numbers/", numbers.numbers),
    path("versions/<int:pk>/original/", originals.load),
    path("originals/new/", originals.begin),
    path("originals/<int:pk>/", originals.original),
    path("originals/<int:pk>/use/", originals.use),
    path("originals/<int:pk>/draft/", originals.draft),
    path("originals/<int:pk>/drop/", originals.drop),
    path("originals/<int:pk>/file/", originals.file),
]
