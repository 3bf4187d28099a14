"""What somebody wrote beside an answer to an invitation, without what their calendar wrote."""

import re
from collections.abc import Iterable

from romanesco.calendars.answering import comments_in
from romanesco.mail.echo import sound

LONGEST = 200  # characters of a line that a calendar writes
_SAID = re.compile(
    r"\b(?:accepted|declined|tentativ\w*|maybe|zugesagt|abgesagt|angenommen|abgelehnt|"
    r"geaccepteerd|afgewezen|geweigerd|accepté|refusé|décliné|aceitou|aceito|recusou|aceptado|"
    r"rechazado|accettato|rifiutato)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"\b(?:invitation|invite|event|meeting|appointment|einladung|termin|besprechung|ereignis|"
    r"uitnodiging|afspraak|vergadering|réunion|événement|convite|evento|reunião|invitación|"
    r"reunión|invito|riunione)\b",
    re.IGNORECASE,
)


def words_beside(text: str, subject: str, calendars: Iterable[str]) -> str:
    """The comments of the answer, and the text of its letter where a person wrote it."""
    comments = [one for ics in calendars for one in comments_in(ics)]
    typed = "" if _is_calendars(text, subject) else text.strip()
    found: list[str] = []
    for words in [typed, *comments]:
        if sound(words) and not any(sound(words) in sound(other) for other in found):
            found.append(words)
    return "\n\n".join(found)


def _is_calendars(text: str, subject: str) -> bool:
    """Such as "Theo has accepted this invitation.", and all that follows it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if sound(first) in {"", sound(subject)}:
        return sound(text) == sound(first)
    return len(first) <= LONGEST and bool(_SAID.search(first)) and bool(_WHAT.search(first))
