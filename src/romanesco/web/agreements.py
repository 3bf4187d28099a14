"""The agreement: the version in force, a proposal beside it, and signing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from romanesco.agreements import operations
from romanesco.agreements.models import Agreement
from romanesco.agreements.queries import earlier_versions, in_force, proposed, rules_of
from romanesco.agreements.terms import terms_of
from romanesco.base import clock
from romanesco.base.errors import NotFound, Refused
from romanesco.journey import begin
from romanesco.pairs.models import Pair
from romanesco.pairs.operations import require_not_closed
from romanesco.pairs.queries import pair_for
from romanesco.people.models import Person
from romanesco.plans.models import Plan
from romanesco.plans.queries import drafts_of
from romanesco.plans.versions import has_versions
from romanesco.takeout.retention import kept_since, outlived
from romanesco.web.agreement_dates import preview_of, preview_of_terms
from romanesco.web.agreement_words import Answer, Changed, answers, changes, is_whole, rule_in_words
from romanesco.web.forms.agreement import AgreementForm
from romanesco.web.nouns import noun
from romanesco.web.pair_frame import pair_frame
from romanesco.web.rule_effects import effect_on_draft
from romanesco.web.signed_in import person_of


@dataclass(frozen=True)
class Version:
    """One version as one of the two reads it."""

    agreement: Agreement
    rule: str
    answers: list[Answer]
    my_signature: datetime | None
    partners_signature: datetime | None

    @property
    def open_answers(self) -> list[str]:
        """What may still be settled, in words."""
        return [
            answer.within
            for answer in self.answers
            if not (answer.words or answer.is_told_by_rhythm)
        ]


@never_cache
@login_required
@require_safe
def agreement(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    person = person_of(request)
    pair = pair_for(person, pair_id)
    current, proposal = in_force(pair), proposed(pair)
    context = {
        **pair_frame(pair, person),
        "current": current and _version(current, pair, person),
        "proposal": proposal and _version(proposal, pair, person),
        "changes": _changes(current, proposal, person),
        "dates": preview_of_terms(proposal, pair, person) if proposal else None,
        "effects": _effects(pair, proposal, person) if proposal else [],
        "ends_versions": proposal and not proposal.keeps_versions and has_versions(pair.id),
        "deletes": _deletes(current, proposal, pair),
        "earlier": [_version(one, pair, person) for one in earlier_versions(pair)],
    }
    return render(request, "agreements/agreement.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose_agreement(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """All fields, beginning with the proposal that is open, or the version in force."""
    person = person_of(request)
    pair = pair_for(person, pair_id)
    try:
        require_not_closed(pair)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("agreement", pair_id)
    base = proposed(pair) or rules_of(pair)
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        instance=Agreement(pair=pair, **terms_of(base)),
        pair=pair,
        me=person,
    )
    if form.is_valid():
        operations.propose(pair, terms_of(form.instance), by=person, at=clock.now())
        counts = _counts_once(pair.partner_of(person))
        messages.success(request, f"You have signed this version. {counts}")
        return redirect("agreement", pair_id)
    context = {**pair_frame(pair, person), "form": form, "is_first": in_force(pair) is None}
    context["dates"] = preview_of(form, pair, person)
    context["is_rhythm_whole"] = is_whole(base)
    context["has_more_errors"] = form.has_errors_beside_the_rules
    status = 422 if form.is_bound else 200
    return render(request, "agreements/proposal.html", context, status=status)


def _agreement_page(person: Person, pair_id: UUID, number: int) -> str:
    return reverse("agreement", args=[pair_for(person, pair_id).id])


@noun(_agreement_page)
def sign_agreement(
    request: HttpRequest, person: Person, pair_id: UUID, number: int
) -> HttpResponse:
    """Sign the version that was on the page, and no newer one."""
    found = _numbered(pair_for(person, pair_id), number)
    try:
        is_in_force = begin.sign_agreement(found, by=person, at=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        counts = _counts_once(found.pair.partner_of(person))
        said = "It is in force now." if is_in_force else counts
        messages.success(request, f"You have signed. {said}")
    return redirect("agreement", pair_id)


@noun(_agreement_page)
def withdraw_proposal(
    request: HttpRequest, person: Person, pair_id: UUID, number: int
) -> HttpResponse:
    found = _numbered(pair_for(person, pair_id), number)
    try:
        operations.withdraw_proposal(found, by=person, at=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Your proposal is withdrawn. Nothing else has changed.")
    return redirect("agreement", pair_id)


def _counts_once(partner: Person) -> str:
    if partner.is_imported:
        return f"It waits until {partner.first_name} is here."
    return f"It counts once {partner.first_name} has signed too."


def _numbered(pair: Pair, number: int) -> Agreement:
    found = pair.agreements.filter(number=number).first()
    if found is None:
        raise NotFound
    found.pair = pair
    return found


def _version(agreement: Agreement, pair: Pair, me: Person) -> Version:
    agreement.pair = pair
    side = pair.side_of(me)
    return Version(
        agreement,
        rule_in_words(agreement, me),
        answers(agreement, me),
        agreement.signed_at(side),
        agreement.signed_at(side.other),
    )


def _changes(current: Agreement | None, proposal: Agreement | None, me: Person) -> list[Changed]:
    return changes(current, proposal, me) if current and proposal else []


def _effects(pair: Pair, proposal: Agreement, me: Person) -> list[dict[str, Any]]:
    """What the proposal would do to drafts of this person's own; the partner's stay unspoken of."""
    found = []
    for plan in drafts_of(pair):
        effect = _effect(plan, proposal)
        if effect and plan.is_prepared_by(me):
            found.append({"plan": plan, "what": effect})
    return found


def _deletes(
    current: Agreement | None, proposal: Agreement | None, pair: Pair
) -> dict[str, Any] | None:
    """What goes once a proposal counts that keeps sessions for a shorter time than now."""
    months = proposal.keeps_months if proposal else None
    now = current.keeps_months if current else None
    if months is None or (now is not None and now <= months):
        return None
    at = clock.now()
    return {
        "months": months,
        "before": kept_since(months, at=at),
        "count": outlived(pair, months, at=at).count(),
    }


def _effect(plan: Plan, proposal: Agreement) -> str | None:
    return effect_on_draft(
        plan.prepared_by, preparer=proposal.preparer, share_when=proposal.share_when
    )


_agreement = "pairs/<uuid:pair_id>/agreement/"
urls = [
    path(_agreement, agreement, name="agreement"),
    path(_agreement + "proposal", propose_agreement, name="propose_agreement"),
    path(_agreement + "<int:number>/signature", sign_agreement, name="sign_agreement"),
    path(_agreement + "<int:number>/withdrawal", withdraw_proposal, name="withdraw_proposal"),
]
