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
    *actions.urls,
]
