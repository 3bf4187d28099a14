"""What mail programs put around the words, and what only looks so."""

import pytest

from romanesco.replies import frames

ADDRESS = "Romanesco <a@reply.example.org>"


@pytest.mark.parametrize(
    "text",
    [
        f"On Tue, Nov 24, 2026 at 10:00 AM {ADDRESS} wrote:",
        f"Op di 24 nov 2026 om 10:00 schreef {ADDRESS}:",
        f"Am 24.11.2026 um 10:00 schrieb {ADDRESS}:",
        f"Em ter., 24 de nov. de 2026 às 10:00, {ADDRESS} escreveu:",
        f"Le mar. 24 nov. 2026 à 10:00, {ADDRESS} a écrit :",
        f"El mar, 24 nov 2026 a las 10:00, {ADDRESS} escribió:",
        f"Il giorno mar 24 nov 2026 alle ore 10:00 {ADDRESS} ha scritto:",
        f"Den 24. nov. 2026 kl. 10.00 skrev {ADDRESS}:",
        f"W dniu 24.11.2026 o 10:00, {ADDRESS} napisał(a):",
        f"2026年11月24日(火) 10:00 {ADDRESS}:",
        f"24 Kas 2026 Sal 10:00 tarihinde {ADDRESS} şunu yazdı:",
    ],
)
def test_who_wrote_when(text: str) -> None:
    assert frames.is_attribution(text, is_quote_next=True)
    assert frames.is_attribution(text, is_quote_next=False)


@pytest.mark.parametrize(
    "text",
    ["On Tuesday my manager wrote:", "Three things came up in 2026:", "He wrote", f"{ADDRESS}:"],
)
def test_a_sentence_is_none(text: str) -> None:
    assert not frames.is_attribution(text, is_quote_next=False)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("From: Rosa", "from"),
        ("*Von:* Rosa", "from"),
        ("Verzonden: dinsdag", "other"),
        ("Enviada em: terça-feira", "other"),
        ("Objet : Re: Session", "other"),
        ("Idea: one more", ""),
        ("https://example.org", ""),
    ],
)
def test_headers(line: str, key: str) -> None:
    assert frames.header_key(line) == key


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Verstuurd vanaf mijn iPhone", True),
        ("Von meinem iPhone gesendet", True),
        ("Envoyé de mon iPhone", True),
        ("Enviado do meu iPhone", True),
        ("Enviado desde mi Samsung Galaxy", True),
        ("Get Outlook for iOS<https://aka.ms/o0ukef>", True),
        ("Télécharger Outlook pour Android", True),
        ("Sent with [Proton Mail](https://proton.me/) secure email.", True),
        ("Sent the plan to Rosa from my phone yesterday, all good", False),
        ("Sent it", False),
        ("Outlook is broken", False),
    ],
)
def test_footers(line: str, is_one: bool) -> None:
    assert frames.is_footer(line) is is_one


def test_dividers() -> None:
    assert frames.is_divider("-----Original Message-----")
    assert frames.is_divider("-------- Oorspronkelijk bericht --------")
    assert frames.is_divider("----- Ursprüngliche Nachricht -----")
    assert not frames.is_divider("-- what matters most --")
    assert frames.is_rule("_" * 32)
    assert not frames.is_rule("-- ")
