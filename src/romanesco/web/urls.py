"""The pages' addresses: each module beside this file lists its own."""

from romanesco.web import (
    account,
    actions,
    agreements,
    endings,
    health,
    home,
    invitations,
    jottings,
    outbox,
    pair_states,
    pairs,
    passkeys,
    people,
    plans,
    sessions,
    wrap_up,
)

urlpatterns = [
    *health.urls,
    *home.urls,
    *account.urls,
    *passkeys.urls,
    *people.urls,
    *invitations.urls,
    *outbox.urls,
    *pairs.urls,
    *pair_states.urls,
    *agreements.urls,
    *sessions.urls,
    *endings.urls,
    *jottings.urls,
    *plans.urls,
    *wrap_up.urls,
    *actions.urls,
]
