"""Greetings and good-byes around an answer, which nobody wants in a plan. Pure.

Only whole lines, only from these lists, only at the very beginning or end: a word more, and the
line is kept like any other.
"""

from collections.abc import Sequence

from romanesco.mail.echo import sound

LONGEST = 60
_GREETINGS = (
    "hi|hello|hey|dear|good morning|good afternoon|good evening|hoi|hallo|dag|beste|goedemorgen|"
    "goedemiddag|goedenavond|guten morgen|guten tag|guten abend|moin|servus|liebes|bonjour|salut|"
    "bonsoir|olá|ola|oi|bom dia|boa tarde|boa noite|hola|buenos días|buenas tardes|buenas|liebe|"
    "lieber|cher|chère|caro|cara|querido|querida|estimado|estimada|ciao|hej|hei|moi|cześć"
)
_POINTERS = (
    "see below|answers below|my answers below|please see below|answers inline|see inline|inline|"
    "here are my answers|here you go|zie hieronder|hieronder mijn antwoorden|siehe unten|"
    "antworten unten|meine antworten unten|hier meine antworten|voir ci-dessous|"
    "mes réponses ci-dessous|réponses ci-dessous|ver abaixo|respostas abaixo|segue abaixo|"
    "ver abajo|respuestas abajo"
)
_FAREWELLS = (
    "thanks|thank you|thanks a lot|many thanks|cheers|best|best regards|kind regards|regards|"
    "best wishes|all the best|see you|see you soon|see you then|talk soon|bedankt|dank je|dank|"
    "groet|groeten|groetjes|met vriendelijke groet|mvg|tot dan|tot snel|danke|vielen dank|gruß|"
    "grüße|viele grüße|liebe grüße|lg|vg|mfg|mit freundlichen grüßen|beste grüße|bis dann|bis bald|"
    "merci|cordialement|bien cordialement|bonne journée|à bientôt|bien à toi|bises|obrigado|"
    "obrigada|abraço|abraços|um abraço|atenciosamente|att|até logo|até mais|até breve|gracias|"
    "saludos|un saludo|un abrazo|hasta luego|hasta pronto|atentamente|"
    "ciao|cordiali saluti|mvh|med venlig hilsen|vänliga hälsningar|pozdrawiam"
)
_LEADS = (
    "answers below inline here mine answer replies reply respostas abaixo aqui antworten antwort "
    "unten hier hieronder antwoorden réponses ici voici dessous respuestas abajo aquí"
)
_BESIDE = (
    "my are is the see and find please as text comments in a you go your questions thanks thank "
    "as minhas seguem segue estão sind meine bitte danke zijn mijn de zie mes les sont voir ci "
    "oi olá hi hello hey hallo hoi bonjour salut hola las mis son ver all there"
)
_ADDRESSED = ("", "romanesco", "all", "there", "team", "zusammen", "allemaal", "tous", "todos")


def is_introduction(text: str) -> bool:
    """Whether this only leads to the answers below it: one short line such as "Oi! Here are mine,
    inline." A word of news in it, and it is none."""
    line = text.strip()
    if "\n" in line or len(line) >= LONGEST or not line.endswith((".", "!", ":", ",")):
        return False
    words = [sound(word) for word in line.split()]
    return not set(words) - _LEADING and not _LEADING_ALONE.isdisjoint(words)


def without_courtesies(lines: Sequence[str], name: str) -> list[str]:
    """The lines of an answer without greetings before it and good-byes after it, which may be
    signed with this person's name."""
    rest = list(lines)
    while rest and (not rest[0].strip() or _is_greeting(rest[0])):
        rest.pop(0)
    names = {sound(name), *map(sound, name.split()[:1])} - {""}
    end = _without_name(rest, names)
    is_signed = end < len(_trimmed(rest)) and (not end or not rest[end - 1].strip())
    while end and (not rest[end - 1].strip() or _is_farewell(rest[end - 1], names)):
        end -= 1
    is_ended = is_signed or any(_is_farewell(line, names) for line in rest[end:])
    return _trimmed(rest[:end] if is_ended else rest)


def _without_name(lines: Sequence[str], names: set[str]) -> int:
    """Where the lines end before a name that signs them."""
    end = len(_trimmed(lines))
    return end - 1 if end and sound(lines[end - 1]) in names else end


def _is_greeting(line: str) -> bool:
    """Such as "Hello"; with anybody's name where a comma follows, as in "Hi Rosa,"."""
    if len(line) >= LONGEST:
        return False
    is_to_somebody = line.rstrip().endswith(",") and len(line.split()) <= 3
    first = " ".join(line.split()[:-1])
    return sound(line) in _FIRST or (is_to_somebody and sound(first) in _HELLO)


def _is_farewell(line: str, names: set[str]) -> bool:
    words = sound(line) if len(line) < LONGEST else ""
    return words in _LAST or any(words.removesuffix(name) in _LAST for name in names)


def _trimmed(lines: Sequence[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return list(lines[:end])


_HELLO = frozenset(map(sound, _GREETINGS.split("|")))
_FIRST = {
    *(sound(f"{word} {whom}") for word in _GREETINGS.split("|") for whom in _ADDRESSED),
    *map(sound, _POINTERS.split("|")),
}
_LEADING_ALONE = frozenset(map(sound, _LEADS.split()))
_LEADING = _LEADING_ALONE | set(map(sound, _BESIDE.split())) | _HELLO | {""}
_LAST = frozenset(map(sound, _FAREWELLS.split("|")))
