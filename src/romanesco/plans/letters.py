"""The letters about a plan. An empty plan troubles nobody but the one who prepares it."""

from django.conf import settings
from django.urls import reverse

from romanesco.mail.outbox import post, unsend
from romanesco.plans.models import Plan


def tell_of_sharing(plan: Plan, *, is_empty: bool) -> None:
    """Tell the partner that the plan is there; of an empty one that Romanesco shared, only the
    preparer."""
    preparer = plan.preparer
    if preparer is None:
        return
    partner = plan.session.pair.partner_of(preparer)
    if not is_empty:
        post(
            partner,
            f"{preparer.first_name}’s plan for your session is there",
            f"{preparer.name} has shared the plan of your next session with you.\n\n"
            f"Read it, and add what is on your mind:\n{address(plan)}\n",
            about=plan.id,
        )
    elif plan.shared_by is None:
        post(
            preparer,
            "Your plan was shared, still empty",
            f"As you both agreed, your plan is now open to {partner.name}. Nothing was in it "
            "yet, so we told only you. You can both still write.\n\n"
            f"{address(plan)}\n",
        )


def take_back(plan: Plan) -> None:
    """Sharing was withdrawn: a letter about it that has not gone out says what is not so."""
    unsend(plan.id)


def address(plan: Plan) -> str:
    return settings.PUBLIC_URL + reverse("plan", args=[plan.id])
