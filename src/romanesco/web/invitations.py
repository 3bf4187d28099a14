"""Asking somebody to be a pair: the form, the link, and the page that the link opens."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from romanesco.base import clock
from romanesco.journey.begin import accept_invitation
from romanesco.mail import demo_mode
from romanesco.pairs import invitations
from romanesco.pairs.invitations import InvitationExpired, Invitee, OwnInvitation
from romanesco.pairs.letters import write_invitation
from romanesco.pairs.models import Invitation, Pair, Side
from romanesco.people.models import Person
from romanesco.takeout.sides import take_side
from romanesco.web.forms.people import InvitationForm
from romanesco.web.signed_in import person_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if request.method != "POST":
        side = request.GET.get("as", "")
        form = InvitationForm(
            initial={"side": side or Side.MENTEE}, can_write=demo_mode.can_write()
        )
        return render(request, "invitations/new.html", {"form": form})
    form = InvitationForm(request.POST, can_write=demo_mode.can_write())
    if not form.is_valid():
        return render(request, "invitations/new.html", {"form": form}, status=422)
    told = form.cleaned_data
    invitee = Invitee(told["partner_name"], told.get("partner_email", ""))
    made = invitations.invite(invitee, side=told["side"], by=person, at=clock.now())
    if made.partner_email:
        write_invitation(made, _link(made))
    return redirect("invitation", invitations.token_of(made))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows who asks and as what, and consumes nothing; POST accepts."""
    person = request.user if isinstance(request.user, Person) else None
    if person and (pair := invitations.pair_made_by(token, person)):
        return redirect("pair", pair.id)
    found = invitations.invitation_for(token)
    if request.method != "POST":
        return _shown(request, found, person)
    if person is None:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    accept = take_side if found.pair_id else accept_invitation
    try:
        pair = accept(found, by=person, at=clock.now())
    except (OwnInvitation, InvitationExpired):
        return _shown(request, found, person)
    return _begun(request, pair, person)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitations.withdraw(invitation_id, by=person_of(request), at=clock.now())
    messages.success(request, "The invitation is withdrawn. Its link opens nothing any more.")
    return redirect("home")


def _shown(request: HttpRequest, found: Invitation, person: Person | None) -> HttpResponse:
    is_expired = found.expires_at <= clock.now()
    context = {"invitation": found, "is_expired": is_expired, "link": _link(found)}
    context["theirs"] = Side(found.side).other.label
    context["gives_side"] = found.pair_id is not None
    if person and found.by_id == person.pk:
        context["was_written"] = bool(found.partner_email)
        return render(request, "invitations/own.html", context)
    status = 410 if is_expired else 200
    return render(request, "invitations/asked.html", context, status=status)


def _begun(request: HttpRequest, pair: Pair, person: Person) -> HttpResponse:
    partner = pair.partner_of(person)
    messages.success(request, f"You and {partner.first_name} are a pair now.")
    return redirect("pair", pair.id)


def _link(found: Invitation) -> str:
    return settings.PUBLIC_URL + reverse("invitation", args=[invitations.token_of(found)])


urls = [
    path("invitations/new", invite, name="invite"),
    path(
        "invitations/<uuid:invitation_id>/withdrawal",
        withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("invitations/<str:token>/", invitation, name="invitation"),
]
