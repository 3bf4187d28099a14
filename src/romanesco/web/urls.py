"""The pages' addresses: each module beside this file lists its own."""

from romanesco.web import (
    actions,
    agreements,
    health,
    home,
    invitations,
    pairs,
    people,
    plans,
    sessions,
    wrap_up,
)

urlpatterns = [
    *health.urls,
    *home.urls,
    *people.urls,
    *invitations.urls,
    *pairs.urls,
    *agreements.urls,
    *sessions.urls,
    *plans.urls,
    *wrap_up.urls,
    *actions.urls,
]
