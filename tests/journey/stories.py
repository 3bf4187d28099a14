"""What several stories begin with: a pair, a plan, a topic with its words."""

from romanesco.people.models import Person
from romanesco.plans import document, operations
from romanesco.plans.body import plain_text
from romanesco.plans.markdown_reading import markdown_to_body
from romanesco.plans.models import AgendaItem, Plan
from romanesco.plans.queries import agenda_of
from romanesco.ydocs import store
from tests.cast import MONDAY


def topic(plan: Plan, prompt: str, words: str = "", *, by: Person) -> AgendaItem:
    body = markdown_to_body(words) if words else None
    return operations.add_topic(plan, prompt, by=by, at=MONDAY, body=body)


def answer(plan: Plan, purpose: str, words: str, *, by: Person) -> None:
    item = plan.items.get(purpose=purpose)
    operations.replace_body(item, markdown_to_body(words), by=by, at=MONDAY)


def prompts(plan: Plan) -> list[str]:
    return [item.prompt for item in agenda_of(plan)]


def words_of(plan: Plan) -> str:
    """Everything that stands in the plan's document."""
    fresh = Plan.objects.get(id=plan.id)
    return "\n".join(
        plain_text(body) for body in document.bodies(store.load(fresh.document_id)).values()
    )
