"""What a text becomes, in the languages that people write; and what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from romanesco.search.asking import MOST, asked
from romanesco.search.excerpts import LONGEST, excerpt, found_in
from romanesco.search.words import LONGEST as LONGEST_WORD
from romanesco.search.words import words


def tokens(text: str) -> list[str]:
    return [word.token for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We talked, twice!", ["we", "talked", "twice"]),
        ("İstanbul’da ISI ısı", ["istanbul", "da", "isi", "isi"]),  # Turkish
        ("Straße GROẞ STRASSE", ["strasse", "gross", "strasse"]),  # German
        ("Ação não é coração", ["acao", "nao", "e", "coracao"]),  # Portuguese
        ("Nitazungumza ng'ombe", ["nitazungumza", "ng", "ombe"]),  # Swahili
        ("المُدَرِّسة أحمد ٣٢١", ["المدرسه", "احمد", "321"]),  # Arabic: points, alif, digits
        ("می‌خواهم", ["ميخواهم"]),  # Persian: a joiner that is not seen
        ("हिन्दी ज़िंदगी १२", ["हिन्दी", "जिंदगी", "12"]),  # Hindi: vowels stay, the dot goes
        ("東京都に。猫", ["東京", "京都", "都に", "に", "猫"]),  # Japanese, two by two
        ("が ｶﾞ か\u3099", ["が", "ガ", "が"]),  # its marks make other letters
        ("한국어 \u1112\u1161\u11ab", ["한국어", "한"]),  # Korean, also taken apart
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("Việt Đà Nẵng", ["viet", "da", "nang"]),
        ("Ёлка ΣΊΣΥΦΟΣ", ["елка", "σισυφοσ"]),
        ("ﬁn Ｗｉｄｅ x²", ["fin", "wide", "x2"]),
        ("cafe\u0301 café", ["cafe", "cafe"]),
        ("🥦 – … _ \u0301", []),
    ],
)
def test_words_in_many_languages(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ("dead", "The deadline", True),
        ("line", "The deadline", False),
        ("dead the", "The deadline", False),  # only the last word goes on
        ("deadline the", "The deadline", True),
        ('"the deadline"', "The deadline", True),
        ('"deadline the"', "The deadline", False),
        ('"the dead"', "The deadline", False),
        ("“saying no", "On saying no", True),  # no end of the quotation yet
        ("STRASSE", "in der Straße", True),
        ("istanbul", "İSTANBUL", True),
        ("京都", "東京都に行く", True),
        ("京", "東京", True),
        ("都東", "東京都", False),
        ("東京tower", "あの東京Towerへ", True),
        ("e-mail", "an E-Mail", True),
        ("e-mail", "mail e", False),
        ("', OR *", "or", True),
    ],
)
def test_what_is_asked_for(typed: str, text: str, is_found: bool) -> None:
    what = asked(typed)
    assert (found_in(text, what).parts == len(what.parts)) is is_found


def test_what_holds_no_word_asks_for_nothing() -> None:
    assert not asked("")
    assert not asked(' !? 🥦 "" \'')


def test_no_more_is_asked_for_than_anybody_types() -> None:
    assert len(asked(" ".join(map(str, range(1_000)))).parts) == MOST
    assert {len(token) for token in tokens("é" * 500)} == {LONGEST_WORD}


@given(st.text())
def test_any_text_is_words_at_its_places(text: str) -> None:
    for word in words(text):
        assert word.token
        assert word.token.isprintable()
        assert not set(word.token) & set(" '\"\\")
        assert 0 <= word.start < word.end <= len(text)


@given(st.text(min_size=1))
def test_any_text_is_found_by_itself(text: str) -> None:
    what = asked(text[:100])
    assert found_in(text[:100], what).parts == len(what.parts)


@given(st.text(alphabet="abc déß東京\n"), st.text(alphabet="abdé東", min_size=1))
def test_an_excerpt_is_the_text_as_it_was_written(text: str, typed: str) -> None:
    found = found_in(text * 9, asked(typed))
    pieces = excerpt(text * 9, found.places)
    shown = "".join(piece.text for piece in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text * 9
    assert len(shown) <= LONGEST + 4
    assert any(piece.is_marked for piece in pieces) == bool(found.places)
