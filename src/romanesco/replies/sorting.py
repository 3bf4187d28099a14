"""What kind of letter came in: somebody's words, a machine's, or one of ours come back. Pure.

A machine's letter gets no answer (RFC 3834, 2), and its words are nobody's. What only looks like
one's, from the right sender, is kept and gets no answer either.
"""

import re
from email.message import Message
from uuid import UUID

from romanesco.replies.incoming import from_address, header

BOUNCERS = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
BULK = {"bulk", "junk", "list"}
ANSWERED_BY_ITSELF = {"auto_reply", "auto-reply"}
# What mail programs put before the subject of an out-of-office note; a person's answer has "Re:".
AWAY = re.compile(
    r"(?:abwesenheitsnotiz|abwesend|automatische antwort|automatisch antwoord|afwezig|"
    r"afwezigheid\w*|out[ -]of[ -](?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|"
    r"response)|resposta autom[aá]tica|aus[eê]ncia|fora do escrit[oó]rio|r[eé]ponse automatique|"
    r"absen(?:t|ce)\w*(?: du bureau)?|respuesta autom[aá]tica|fuera de la oficina|"
    r"risposta automatica|fuori sede|autosvar|automatisk[t]? svar|fravær|frånvaro\w*)"
    r"\s*(?:[:：–—-]|$)",
    re.IGNORECASE,
)
# Exchange marks ordinary letters with "None"; the others are asked for by machines.
SUPPRESSED = {"all", "autoreply", "oof"}
STATUS = re.compile(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
WRITTEN = re.compile(
    r"^Message-ID:\s*<[^<>@\s]*?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})[^<>@\s]*@",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_REPORT = 20_000
RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*(\w+)", re.IGNORECASE)


def is_bounce(message: Message, sender: str | None) -> bool:
    """Whether a mail server tells of a letter that it could not deliver (RFC 3464, RFC 5321 6.1).

    `sender` is the envelope's: "" is the empty one that such letters come with, None is unknown.
    """
    is_report = message.get_content_type() == "multipart/report"
    if is_report and _parameter(message, "report-type") == "delivery-status":
        return True
    if message.get("X-Failed-Recipients"):  # Exim's own way of saying it
        return True
    return sender == "" and _is_of_a_server(message)


def is_automatic(message: Message, sender: str | None) -> bool:
    """Whether no person wrote it: an out-of-office note, a receipt (RFC 3834, 5)."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    marks = (
        submitted not in {"", "no"},
        header(message, "X-Autoreply").lower() not in {"", "no"},
        header(message, "X-Autorespond") != "",
        header(message, "Precedence").lower() in ANSWERED_BY_ITSELF,
        _suppresses(message) and looks_automatic(message),
        message.get_content_type() == "multipart/report",
        sender == "",
        _is_of_a_server(message),
    )
    return any(marks)


def is_bulk(message: Message) -> bool:
    """Whether a list or a server sent it on. A person may have written it all the same: some
    companies mark every letter so."""
    marks = (
        header(message, "Precedence").lower() in BULK,
        header(message, "List-Id") != "",
        _suppresses(message),
        BOUNCERS.search(str(message.get("From", ""))) is not None,
    )
    return any(marks)


def looks_automatic(message: Message) -> bool:
    """Whether its subject is that of an out-of-office note, whatever its other headers say."""
    return AWAY.match(header(message, "Subject")) is not None


def returned_letter(message: Message) -> tuple[UUID, str] | None:
    """Which letter of ours a bounce tells of, and its status (RFC 3463), such as "5.1.1".

    None where it tells of none for good: a delay is no failure.
    """
    report = "\n".join(_report(message))
    written = WRITTEN.search(report)
    action = ACTION.search(report)
    if written is None or (action and action[1].lower() in {"delayed", "delivered", "relayed"}):
        return None
    status = STATUS.search(report)
    return UUID(written[1]), status[1] if status else ""


def verdict(message: Message, authority: str) -> str:
    """ "fail" where our own receiving server found the sender forged, "pass" where it found them
    true, else "" (RFC 8601: only headers with that server's name count)."""
    if not authority:
        return ""
    results: dict[str, str] = {}
    for value in message.get_all("Authentication-Results") or []:
        name, _, rest = str(value).partition(";")
        if name.split()[:1] == [authority]:
            for method, result in RESULT.findall(rest):
                results.setdefault(method.lower(), result.lower())
    return judged(results)


def judged(results: dict[str, str]) -> str:
    """What DMARC, else SPF and DKIM together, say. One of the two is enough, as in DMARC: a
    letter that was passed on fails SPF, one that a list touched fails DKIM."""
    dmarc = results.get("dmarc", "none")
    if dmarc in {"pass", "fail"}:
        return dmarc
    both = {results.get("spf", "none"), results.get("dkim", "none")}
    if "pass" in both:
        return "pass"
    return "fail" if "fail" in both else ""


def _is_of_a_server(message: Message) -> bool:
    """By its address: in front of that, anybody may write anything."""
    return BOUNCERS.match(from_address(message)) is not None


def _suppresses(message: Message) -> bool:
    words = header(message, "X-Auto-Response-Suppress").split(",")
    return not SUPPRESSED.isdisjoint(word.strip().lower() for word in words)


def _parameter(message: Message, name: str) -> str:
    return str(message.get_param(name, "")).lower()


def _report(message: Message) -> list[str]:
    """The text of what a bounce reports, and the headers of the letter within."""
    return [_as_text(part) for part in message.walk() if part is not message]


def _as_text(part: Message) -> str:
    headers = [f"{name}: {value}" for name, value in part.items()]
    octets = part.get_payload(decode=True)
    body = octets[:LONGEST_REPORT].decode("ascii", "replace") if isinstance(octets, bytes) else ""
    return "\n".join([*headers, body])
