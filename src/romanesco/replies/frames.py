"""What mail programs put around the words: who wrote when, headers, dividers, footers. Pure.

Each rule looks at a few short lines and no further, so that no text, however hostile, takes long.
"""

import re

LONGEST = 500  # characters of a line, or of lines joined, that a rule looks at

_VERBS = (
    "wrote|writes|schreef|geschreven|schrieb|geschrieben|écrit|ecrit|escreveu|escribió|escribio|"
    "ha scritto|scrisse|skrev|kirjoitti|napisał|napisała|napisał(a)|napísal|napsal|napsal(a)|"
    "написал|написала|пишет|пише|писал|yazdı|şunu yazdı|írta|a scris|έγραψε|va escriure|"
    "skrifaði|rašė|rakstīja|kirjutas|napisao|je napisal"
)
_VERB = re.compile("|".join(rf"(?<!\w){re.escape(verb)}(?!\w)" for verb in _VERBS.split("|")))
_BEGINNING = re.compile(
    r"(on|op|am|em|le|el|il|den|dne|dnia|w dniu|på|no dia|o dia|pe|le|kl|ma|di|wo|do|vr|za|zo|"
    r"mo|mi|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)\b[ .,:]|\d{1,4}[-./年 ]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>@]{1,128}@[^\s<>@]{1,128}")

_FROM = {"from", "van", "von", "de", "da", "fra", "från", "od", "lähettäjä", "от", "gönderen"}
_KEYS = (
    "sent|sent on|date|to|subject|cc|reply-to|importance|verzonden|datum|aan|onderwerp|gesendet|an|"
    "betreff|antwort an|envoyé|à|objet|répondre à|enviada|enviada em|enviado|enviado em|data|para|"
    "assunto|enviado el|fecha|asunto|inviato|a|oggetto|sendt|til|emne|dato|skickat|till|ämne|"
    "wysłano|do|temat|odesláno|komu|předmět"
)
_KEY = re.compile(r"\s*\*?\s*([^\W\d_][\w -]{0,14}?)\s*:\s*\*?\s*(?=\S|$)")

_DIVIDER = re.compile(r"\s*[-_=*]{2,}\s*([^-_=*]{4,60}?)\s*[-_=*]{2,}\s*$")
_DIVIDER_WORDS = re.compile(
    r"original|ursprüng|oorspronk|origine|forward|weitergelei|doorgestuur|transféré|transf|"
    r"encaminhad|reenviad|inoltrat|videresend|nachricht|bericht|message|mensa|messaggio|melding|"
    r"meddelelse|meddelande|wiadomoś|zpráva"
)
_RULE = re.compile(r"\s*[_-]{8,}\s*$")

_DEVICE = (
    r"iphone|ipad|ipod|mac|apple watch|android|samsung|galaxy|huawei|xiaomi|pixel|blackberry|"
    r"outlook|hotmail|gmail|yahoo|gmx|web\.de|proton|k-9|thunderbird|fairemail|aquamail|spark|"
    r"tutanota|tuta|fastmail|mobile|handy|smartphone|telefoon|telefon|téléphone|telefone|"
    r"celular|móvil|mobiel|mobiele|phone|tablet|windows|mail"
)
_SENT = re.compile(
    r"(?:sent|get|verzonden|verstuurd|gesendet|envoyé|enviado|enviada|inviato|skickat|sendt|"
    r"télécharger|obtenez|obter|obtenha|obtener|outlook|von meinem|diese nachricht wurde|"
    r"dit bericht is|yahoo mail|download|holen sie sich)\b[^\n,;]{0,40}?\b(?:" + _DEVICE + r")\b",
)
_LINK = re.compile(r"<[^<>]{0,300}>|\(https?:[^()\s]{0,300}\)|\[|\]")
_FOOTER_END = re.compile(
    r"(?:" + _DEVICE + r"|gesendet|verzonden|beziehen|downloaden|download|secure email|app|"
    r"envoyé|apparaat|gerät|device|ios|brevity|kürze|entschuldigen|senden|beknoptheid)\W*$"
)


def is_attribution(text: str, *, is_quote_next: bool) -> bool:
    """Whether this says who wrote, and when, before a quote. `text` is one line, or two or three
    joined; where no marked quote follows, it has to name an address too."""
    words = text.strip()
    if not words.endswith((":", "：")) or len(words) > LONGEST:
        return False
    has_verb = _VERB.search(words.casefold()) is not None
    has_date = any(character.isdigit() for character in words)
    has_address = _ADDRESS.search(words) is not None
    if not is_quote_next:
        return has_address and has_date and (has_verb or words.endswith(">:"))
    return has_date and (has_verb or has_address)


def begins_attribution(line: str) -> bool:
    """Whether this begins with "On", "Am" or a date, as attributions do."""
    return _BEGINNING.match(line.strip()) is not None


def names_address(line: str) -> bool:
    return _ADDRESS.search(line[:LONGEST]) is not None


def header_key(line: str) -> str:
    """ "from" for a header that names the sender, "other" for another one, "" for none."""
    found = _KEY.match(line[:LONGEST])
    key = found[1].strip().casefold() if found else ""
    if key in _FROM:
        return "from"
    return "other" if key in _KEYS.split("|") else ""


def is_divider(line: str) -> bool:
    """Such as -----Original Message-----."""
    found = _DIVIDER.match(line) if len(line) < LONGEST else None
    return found is not None and _DIVIDER_WORDS.search(found[1].casefold()) is not None


def is_rule(line: str) -> bool:
    return len(line) < LONGEST and _RULE.match(line) is not None


def is_footer(line: str) -> bool:
    """Such as "Sent from my iPhone", in whichever language, with or without a link."""
    if len(line) > LONGEST:
        return False
    words = _LINK.sub("", line).strip().casefold()
    return len(words) <= 120 and bool(_SENT.match(words)) and bool(_FOOTER_END.search(words))
