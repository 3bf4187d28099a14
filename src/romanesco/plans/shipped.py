"""The templates that ship: what each is for, and its questions, all in one place. Pure.

`{past}` and `{coming}` follow the rhythm. What a question is for (`purpose`) stays the same however
it is worded, here or by the pair: hopes, challenges and the closing pack are found by it.
"""

from collections.abc import Iterable
from functools import cache

from romanesco.plans.template import Question, Structure

REGULAR = "regular"
FIRST_SESSION = "first_session"
RESET = "expectation_reset"
SWOT = "swot"
GROW = "grow"
THINKING = "thinking_partnership"
GOALS_OFF = "goals_off"
FEEDBACK = "feedback"
FINAL = "final_session"
REFLECTION = "reflection"

_CHECK_IN = ("check_in", "Personal check-in")
_HOPES = ("hopes", "What are you hoping to accomplish {coming}?")

# (key, name, what it is for, questions)
_TEXTS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        REGULAR,
        "Regular session",
        "Five questions that carry most conversations.",
        (
            _CHECK_IN,
            ("went_well", "What has gone well {past}?"),
            ("not_well", "What has not gone well {past}?"),
            _HOPES,
            ("challenges", "What challenges do you anticipate?"),
        ),
    ),
    (
        FIRST_SESSION,
        "First session",
        "To get to know each other, and to say what you both expect.",
        (
            ("check_in", "How do you arrive here today?"),
            ("first_stories", "How did each of you come to where you are now?"),
            ("first_why", "Why mentoring, and why now?"),
            ("first_mentee", "What would make this time worthwhile for the mentee?"),
            ("first_mentor", "What does the mentor like to give, and what to learn?"),
            ("first_working", "How do you work best together: pace, honesty, silence, messages?"),
            ("first_limits", "What do you leave out on purpose?"),
            ("hopes", "What is a small first thing to try {coming}?"),
        ),
    ),
    (
        RESET,
        "Expectation reset",
        "When sessions fall through or it feels stuck: to agree anew, without blame.",
        (
            _CHECK_IN,
            ("reset_worth", "What has been worth keeping so far?"),
            ("reset_way", "What gets in the way of meeting, or of what you set out to do?"),
            ("reset_mentee", "What does the mentee need from the mentor now?"),
            ("reset_mentor", "What does the mentor need from the mentee now?"),
            ("reset_change", "What do you change in how, how often or about what you meet?"),
            ("hopes", "What is small enough to work out {coming}?"),
        ),
    ),
    (
        SWOT,
        "SWOT",
        "To look at where you stand, from four sides, before a decision.",
        (
            _CHECK_IN,
            ("swot_subject", "What are you looking at?"),
            ("swot_strengths", "Strengths: what comes easily to you, and what do others count on?"),
            ("swot_weaknesses", "Weaknesses: what costs you more than it should?"),
            ("swot_opportunities", "Opportunities: what opens up around you?"),
            ("swot_threats", "Threats: what could close, or go against you?"),
            ("swot_meaning", "What do the four say together?"),
            ("hopes", "What do you want to do about it {coming}?"),
        ),
    ),
    (
        GROW,
        "GROW",
        "To take one goal from a wish to a next step.",
        (
            _CHECK_IN,
            ("grow_goal", "Goal: what would you like to be true, and by when?"),
            ("grow_reality", "Reality: how is it now, and what have you tried?"),
            ("grow_options", "Options: what could you do, the unlikely ones too?"),
            ("grow_way", "Way forward: which one, when, and who helps?"),
            (
                "grow_smart",
                "SMART check: is the goal specific and measurable, is it within reach, "
                "does it matter to you, and has it a date?",
            ),
            _HOPES,
        ),
    ),
    (
        THINKING,
        "Thinking partnership",
        "Two turns of seven minutes: one thinks aloud, the other only listens. Then you swap.",
        (
            _CHECK_IN,
            ("thinking_mentee", "The mentee’s turn: what would you like to think about?"),
            ("thinking_mentor", "The mentor’s turn: what would you like to think about?"),
            ("thinking_clearer", "What has become clearer to each of you?"),
            _HOPES,
        ),
    ),
    (
        GOALS_OFF,
        "Goals off",
        "A session with no goal allowed, for when it has become routine.",
        (
            ("check_in", "How are you, apart from what you do?"),
            ("off_energy", "What has given you energy lately, and what has taken it?"),
            ("off_curious", "What are you curious about that is of no use?"),
            ("off_unsaid", "What have you two never spoken about because it fitted no goal?"),
            ("off_us", "How is it going between the two of you?"),
        ),
    ),
    (
        FEEDBACK,
        "Feedback",
        "To give or to prepare feedback: the situation, its impact, an action.",
        (
            _CHECK_IN,
            ("feedback_situation", "Situation: what happened, where and when, as a camera saw it?"),
            ("feedback_impact", "Impact: what did it do to you, to others, to the work?"),
            ("feedback_action", "Action: what should go on, and what should change?"),
            ("feedback_words", "How would you say it, in two sentences?"),
            ("feedback_us", "What would you two like to tell each other?"),
            _HOPES,
        ),
    ),
    (
        FINAL,
        "Final session",
        "To end well: what came of it, what it was like, and the road ahead.",
        (
            _CHECK_IN,
            ("final_goals", "What has become of the goals that you set out with?"),
            ("wins", "Which wins, large and small, do you take along?"),
            ("relationship", "Apart from goals: what was it like to work with each other?"),
            ("road_ahead", "What is the mentee’s road ahead, without the mentor?"),
            ("support", "Who and what else is there to lean on?"),
            ("staying_in_touch", "How do you stay in touch, if you like to?"),
        ),
    ),
    (
        REFLECTION,
        "Reflective exercise",
        "To learn from one moment, slowly.",
        (
            _CHECK_IN,
            ("reflect_moment", "Which moment {past} stays with you?"),
            ("reflect_felt", "What did you notice, think and feel then?"),
            ("reflect_sense", "Why did it go the way it went?"),
            ("reflect_otherwise", "What else could you have done, and what would have followed?"),
            ("reflect_learned", "What do you know now that you did not know before?"),
            _HOPES,
        ),
    ),
)
_SPANS = {
    "weekly": {"past": "in the last week", "coming": "in the coming week"},
    "": {"past": "since we last met", "coming": "before we meet again"},
}

RHYTHMS = ("weekly", "monthly")  # one of each kind of wording
NAMES = {key: name for key, name, *_ in _TEXTS}
KEYS = tuple(NAMES)
PURPOSES = frozenset(purpose for *_, asked in _TEXTS for purpose, _ in asked)


def shipped(cadence: str) -> tuple[Structure, ...]:
    """Every template that ships, worded to the rhythm: anything but weekly speaks of the time
    between two sessions."""
    return _worded("weekly" if cadence == "weekly" else "")


def five_questions(cadence: str) -> list[Question]:
    """The regular template."""
    return list(shipped(cadence)[0].questions)


def in_rhythm(questions: Iterable[Question], cadence: str) -> tuple[Question, ...]:
    """Questions of one's own, where they are worded as here, in the words of this rhythm."""
    return tuple(_in_other_words(cadence == "weekly").get(one, one) for one in questions)


@cache
def prompts() -> frozenset[str]:
    """How any of these questions is worded, in any rhythm."""
    return frozenset(
        one.prompt for span in _SPANS for kind in _worded(span) for one in kind.questions
    )


@cache
def _worded(span: str) -> tuple[Structure, ...]:
    return tuple(
        Structure(key, name, about, tuple(_question(*each, span) for each in asked))
        for key, name, about, asked in _TEXTS
    )


@cache
def _in_other_words(is_weekly: bool) -> dict[Question, Question]:
    there, here = ("", "weekly") if is_weekly else ("weekly", "")
    return {
        _question(*each, there): _question(*each, here) for *_, asked in _TEXTS for each in asked
    }


def _question(purpose: str, prompt: str, span: str) -> Question:
    return Question(purpose, prompt.format(**_SPANS[span]))


# What a question of one's own may be for: these are more than words elsewhere.
MEANINGS = {
    "": "just a question",
    "check_in": "check-in",
    "went_well": "gone well, with last time’s hopes",
    "not_well": "not gone well, with challenges",
    "hopes": "hopes: they are back next time",
    "challenges": "challenges: asked after next time",
    "swot_strengths": "strengths, on the SWOT board",
    "swot_weaknesses": "weaknesses, on the SWOT board",
    "swot_opportunities": "opportunities, on the SWOT board",
    "swot_threats": "threats, on the SWOT board",
    "grow_goal": "the goal, on the GROW board",
    "grow_reality": "reality, on the GROW board",
    "grow_options": "options, on the GROW board",
    "grow_way": "the way forward, on the GROW board",
    "thinking_mentee": "mentee’s thinking turn, with timer",
    "thinking_mentor": "mentor’s thinking turn, with timer",
    "wins": "wins, for the closing pack",
    "relationship": "the relationship, for the closing pack",
    "road_ahead": "the road ahead, for the closing pack",
    "staying_in_touch": "staying in touch, for the closing pack",
}


def meaning_of(purpose: str) -> str:
    """What a question is for, in words. Most of those that ship are questions and nothing more."""
    if purpose in MEANINGS:
        return MEANINGS[purpose]
    names = [name for _, name, _, asked in _TEXTS if purpose in dict(asked)]
    return f"just a question, of “{names[0]}”" if names else "just a question, from elsewhere"
