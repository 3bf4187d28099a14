"""The agenda of one session, its items, and what each of the two writes beside it."""

import uuid
from typing import ClassVar

from django.db import models

from romanesco.goals.models import Goal
from romanesco.pairs.models import Pair, Side
from romanesco.people.models import Person
from romanesco.plans import share_rule
from romanesco.sessions.models import MentoringSession
from romanesco.ydocs.models import YDocument

BOTH = "both"


class Plan(models.Model):
    """The agenda of one session. `document` is the draft's until sharing makes a fresh one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField(MentoringSession, on_delete=models.CASCADE, related_name="plan")
    prepared_by = models.CharField(max_length=8, choices=[*Side.choices, (BOTH, "both")])
    share_due_at = models.DateTimeField(null=True)  # null: open to both from the beginning
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # null: Romanesco did, as agreed
    opened_at = models.DateTimeField(null=True)  # the partner has seen it
    document = models.OneToOneField(YDocument, on_delete=models.PROTECT, related_name="plan")
    focus = models.ForeignKey("AgendaItem", null=True, on_delete=models.SET_NULL, related_name="+")
    # Which structure it was made from: the name of one that ships, or the id of one's own.
    template = models.CharField(max_length=40, default="regular")
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["share_due_at"],
                name="plan_to_share",
                condition=models.Q(shared_at=None),
            ),
            models.Index(
                fields=["shared_at"],
                name="plan_shared",
                condition=models.Q(shared_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.session}"

    @property
    def state(self) -> str:
        """draft, shared, live, held, cancelled or missed (doors.md)."""
        return share_rule.state_of(str(self.session.state), is_shared=self.shared_at is not None)

    def is_prepared_by(self, person: Person) -> bool:
        return self.prepared_by in (BOTH, self.session.pair.side_of(person))

    @property
    def preparer(self) -> Person | None:
        """The one who prepares; None where both do."""
        if self.prepared_by == BOTH:
            return None
        return self.session.pair.person_on(self.prepared_by)


class ItemKind(models.TextChoices):
    QUESTION = "question", "question"
    TOPIC = "topic", "topic"


class Purpose(models.TextChoices):
    """What a question of the template is for, however it is worded."""

    NONE = "", ""
    CHECK_IN = "check_in", "check-in"
    WENT_WELL = "went_well", "gone well"
    NOT_WELL = "not_well", "not gone well"
    HOPES = "hopes", "hopes"
    CHALLENGES = "challenges", "challenges"


class AgendaItem(models.Model):
    """One line of the plan. Its text is in the plan's document, under `item:<id>`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=ItemKind)
    purpose = models.CharField(max_length=24, blank=True)
    prompt = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    skipped_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    discussed_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    carried_from = models.OneToOneField(
        "AgendaItem", null=True, on_delete=models.SET_NULL, related_name="carried_to"
    )
    goal = models.ForeignKey(Goal, null=True, on_delete=models.SET_NULL, related_name="items")
    # The same for each of the items that one topic has been, from plan to plan.
    thread = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    first_raised_at = models.DateTimeField()
    times_raised = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position", "added_at"]

    def __str__(self) -> str:
        return self.prompt


class TopOfMind(models.Model):
    """One line, written alone, revealed together when the plan is shared."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="top_of_mind")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_line_each")
        ]

    def __str__(self) -> str:
        return f"Top of mind of {self.person}"


class PrivateNote(models.Model):
    """What its author alone sees, always."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=20_000)
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "author"], name="one_note_each")
        ]

    def __str__(self) -> str:
        return f"Note of {self.author}"


class HopeOutcome(models.TextChoices):
    DONE = "done", "done"
    PARTLY = "partly", "partly"
    NOT_YET = "not_yet", "not yet"
    LET_GO = "let_go", "let go"


class Hope(models.Model):
    """One thing the mentee hopes to accomplish before the next session.

    Made of the document when a session is wrapped up; `line` keeps its place, so that projecting
    again gives the same rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="hopes")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="hopes")
    line = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    outcome = models.CharField(max_length=8, choices=HopeOutcome, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "line"], name="hope_line_once")
        ]

    def __str__(self) -> str:
        return self.text


class ChallengeOutcome(models.TextChoices):
    MET = "met", "it came, and I met it"
    STAYED_AWAY = "stayed_away", "it did not come"
    AHEAD = "ahead", "still ahead"
    LET_GO = "let_go", "let go"


class Challenge(models.Model):
    """Something the mentee sees coming. It is asked after until it is met, stays away or is let go.

    Made of the document when a session is wrapped up, as a hope is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="challenges")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="challenges")
    line = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    outcome = models.CharField(max_length=12, choices=ChallengeOutcome, blank=True)
    outcome_at = models.DateTimeField(null=True)
    times_asked = models.PositiveSmallIntegerField(default=0)  # sessions held since, while open

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "line"], name="challenge_line_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["pair"],
                name="challenge_open",
                condition=models.Q(outcome__in=["", "ahead"]),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Weather(models.IntegerChoices):
    """How somebody arrives at a session, as weather: a picture to speak of, never a score."""

    STORMY = 1, "stormy"
    RAINY = 2, "rainy"
    CLOUDY = 3, "cloudy"
    BRIGHT = 4, "bright spells"
    SUNNY = 5, "sunny"


class CheckIn(models.Model):
    """The weather somebody arrives with. Chosen alone, shown to the other as top of mind is."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_ins")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    weather = models.PositiveSmallIntegerField(choices=Weather)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_check_in_each")
        ]

    def __str__(self) -> str:
        return self.get_weather_display()
