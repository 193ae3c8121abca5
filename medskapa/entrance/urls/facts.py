"""What we know about a person, on their own page."""

from django.urls import URLPattern, path

from medskapa.entrance.views import facts

urlpatterns: list[URLPattern] = [
    path("min-sida/det-vi-vet/", facts.my_facts, name="my_facts"),
    path("min-sida/det-vi-vet/<int:pk>/andra/", facts.correct, name="correct_fact"),
    path("min-sida/det-vi-vet/<int:pk>/stammer-inte/", facts.dispute, name="dispute_fact"),
]
