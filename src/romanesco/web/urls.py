"""The pages' addresses: each module beside this file lists its own."""

from romanesco.web import (
    actions,
    agreements,
    home,
    invitations,
    pairs,
    people,
    plans,
    sessions,
)

urlpatterns = [
    *home.urls,
    *people.urls,
    *invitations.urls,
    *pairs.urls,
    *agreements.urls,
    *sessions.urls,
    *plans.urls,
    *actions.urls,
]
