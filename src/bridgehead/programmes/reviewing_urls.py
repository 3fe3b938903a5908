"""Addresses of a reviewer's pages. They stand among those of programmes."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import reviews

_REVIEW = "reviews/<uuid:assignment_id>/"

urlpatterns = [
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/stages/<uuid:stage_id>/conflicts/", reviews.declare_before, name="declare_before"),
    path(_REVIEW, reviews.review, name="review_paper"),
    path(f"{_REVIEW}conflict/", reviews.declare, name="declare_conflict"),
    path(f"{_REVIEW}files/<int:number>/", reviews.review_file, name="review_file"),
]
