"""What Rosa and Theo wrote and said. Days count from the session that they stand in. Pure text."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Topic:
    """Something that one of the two wants to talk about."""

    by: str  # a side
    prompt: str
    body: str = ""
    is_kept: bool = False  # not discussed, so it goes on to the next plan


@dataclass(frozen=True)
class Promise:
    """An action item: who, what, until when, and in which session it was done."""

    owner: str
    text: str
    in_days: int
    done_in: int | None = None  # the number of the session before which it was ticked


@dataclass(frozen=True)
class Told:
    """One session: what stood under its questions, and what came of it."""

    check_in: str
    went_well: str = ""
    not_well: str = ""
    hopes: str = ""
    challenges: str = ""
    topics: tuple[Topic, ...] = ()
    promises: tuple[Promise, ...] = ()
    outcomes: tuple[str, ...] = ()  # of the hopes of the session before
    lines: dict[str, str] = field(default_factory=dict)  # top of mind, by side
    met: str = "met"  # what became of the challenges seen coming; empty: nothing is said yet
    weather: dict[str, int] = field(default_factory=dict)  # how each arrived, by side


@dataclass(frozen=True)
class Aim:
    """A goal, how the two will know, and after which session it was reached."""

    text: str
    measure: str
    reached_after: int | None = None


AGREEMENT = {
    "meets_when": "Thursdays, 10:00 in São Paulo",
    "meets_how": "Video, cameras if we feel like it",
    "channel": "A direct message; an answer within two days is fine",
    "quiet_days": "SA,SU",
    "focus_mentee": "Finishing things in smaller steps, and writing so that others can decide.",
    "focus_mentor": "Asking more and answering less.",
    "expects_of_mentor": "Honest questions, and war stories where they help.",
    "expects_of_mentee": "A plan the day before, and one thing tried each week.",
    "progress": "Every six weeks we look at what Theo ships and how long his notes are.",
    "not_together": "No code review of paid work, and no job references.",
}

PLACE = "https://meet.example.org/rosa-and-theo"

AIMS = (
    Aim("Finish things in smaller steps", "A change a day is merged, four weeks in a row"),
    Aim("Write so that others can decide", "A note of one page, and a decision within two days"),
    Aim("Say out loud what I do not know", "Three times in one week, without apologising", 4),
)

SESSIONS = (
    Told(
        check_in="A little nervous, and glad that this begins. I have never had a mentor who was "
        "not also my manager.",
        went_well="- Third month in the notifications team, and I know where things are\n"
        "- My first on-call week was quiet",
        not_well="I start four things and finish one.",
        hopes="- write down what I want from this mentoring\n- close two of my open branches",
        challenges="Saying what I do not know without apologising for it.",
        topics=(Topic("mentor", "How would we notice that this is working?"),),
        promises=(
            Promise("mentee", "Write half a page: what a good year would look like", 7, 2),
            Promise("mentor", "Send Theo the talk on small steps", 3, 2),
        ),
        lines={"mentee": "Where do I even begin?", "mentor": "What brought you here?"},
        weather={"mentee": 3, "mentor": 4},
    ),
    Told(
        check_in="Good. The half page took four evenings, which says something.",
        went_well="- Closed **three** branches, one more than I said\n"
        "- Watched the talk twice, and took notes",
        not_well="One branch had been stale for so long that I wrote it again from nothing.",
        hopes="- one change a day, however small\n- ask for review before lunch, not at six",
        challenges="The release on Wednesday.",
        met="ahead",
        topics=(
            Topic("mentee", "How big is a small step?", "The talk says *a day*. Mine take three."),
        ),
        promises=(
            Promise("mentee", "Cut the importer change into pieces and count them", 6, 3),
            Promise("mentor", "Look for the checklist that my old team used", 7, 4),
        ),
        outcomes=("done", "done"),
        lines={"mentee": "I like finishing.", "mentor": "What does done feel like?"},
        weather={"mentee": 4, "mentor": 4},
    ),
    Told(
        check_in="Tired. Two nights of pages, both from the same queue.",
        went_well="- The importer is five pieces, and two are in\n"
        "- Ana offered to pair on the rest",
        not_well="Some people got the same letter twice on Tuesday. It was my change.\n\n"
        "> It is our change, Ana said. I am trying to believe it.",
        hopes="- find out why letters are sent twice\n- sleep",
        challenges="The incident review on Monday. I have never led one.",
        met="ahead",
        topics=(
            Topic("mentee", "Leading an incident review", "What do you do in the first minute?"),
            Topic("mentor", "Who else could carry the pager?"),
        ),
        promises=(Promise("mentee", "Draw the timeline before the review", 4, 4),),
        outcomes=("partly", "not_yet"),
        lines={"mentee": "I broke it.", "mentor": "Who was there with you?"},
        weather={"mentee": 1, "mentor": 3},
    ),
    Told(
        check_in="Lighter. The review went well, and nobody looked for a culprit.",
        went_well="- Led the review; we found a retry without a key\n"
        "- Wrote the fix on one page, and people read it",
        not_well="Reviews still come in at six in the evening. I ask late, so they come late.",
        hopes="- a first version of the retry queue behind a flag\n- ask before lunch, really",
        challenges="Two meetings a day until the planning is over.",
        topics=(Topic("mentee", "Telling my manager what I want", "He asks on Friday."),),
        promises=(
            Promise("mentee", "Say one wish to Mats on Friday", 1, 5),
            Promise("mentor", "Share my notes from leading reviews", 5, 5),
        ),
        outcomes=("done", "partly"),
        lines={"mentee": "It was fine!", "mentor": "What made it safe to say?"},
        weather={"mentee": 4, "mentor": 4},
    ),
    Told(
        check_in="Fine. My sister was here for four days, and we cooked every night.",
        went_well="- The retry queue runs behind its flag for our own letters\n"
        "- I told Mats that I would like to lead the search migration",
        not_well="I took two on-call swaps, because I could not think of a reason not to.",
        hopes="- the queue for one customer\n- a design note on how we roll it out",
        met="stayed_away",
        challenges="Priya reviews the note. She is kind and sees everything.",
        topics=(
            Topic(
                "mentee",
                "Saying no to on-call swaps",
                "I say yes before I have looked at my week. Then I am angry at people who only "
                "asked.",
                is_kept=True,
            ),
            Topic("mentor", "What would leading the migration cost you?"),
        ),
        promises=(Promise("mentor", "Introduce Theo to the search team", 21),),
        outcomes=("done", "done"),
        lines={"mentee": "Can I want two things?", "mentor": "Yes."},
        weather={"mentee": 5, "mentor": 2},
    ),
    Told(
        check_in="Short nights again, my own doing: I kept polishing the note.",
        went_well="- One customer is on the queue, and nothing was sent twice\n"
        "- `idempotency_key` is now a word that support knows",
        not_well="The design note has six pages. I wrote it instead of asking.",
        hopes="- finish the retry queue\n- ask Priya for a review of the design note\n"
        "- read two chapters on indexes",
        challenges="Two swaps that I took last week.",
        promises=(
            Promise("mentee", "Send Rosa the incident write-up", 7),
            Promise("mentee", "Ask Ana which page of the note she would keep", 3, 7),
        ),
        outcomes=("done", "partly"),
        lines={"mentee": "Six pages. Why?", "mentor": "Who asked for them?"},
        weather={"mentee": 2, "mentor": 4},
    ),
)

UPCOMING = Told(
    met="",
    check_in="Better week. Slept properly, first run in weeks.",
    went_well="- Retry queue is live; no double sends for five days\n"
    "- Explained `SELECT … FOR UPDATE SKIP LOCKED` to the team, and they got it",
    not_well="The design note got long again. I keep writing to prove that I thought of "
    "everything.",
    outcomes=("done", "partly"),
    lines={"mentee": "Am I too slow, or just careful?", "mentor": "How much should I steer?"},
    weather={"mentee": 4},
)
NOTE = "Ask how she decided to leave management."
