"""Free words as topics: what somebody would have added on the page."""

from romanesco.replies.topics import Topic, one_topic, topics_in


def test_each_entry_of_a_list_is_one_with_what_stands_beneath() -> None:
    text = "Some things:\n\n- Promotion\n* Holidays\n  - in May\n\n2) The team"
    assert topics_in(text) == [
        Topic("Promotion"),
        Topic("Holidays", "- in May"),
        Topic("The team"),
    ]


def test_a_line_that_introduces_a_list_is_part_of_no_topic() -> None:
    text = "- Promotion\n  in May:\n- Holidays\n\nDanke! Let us also talk about:\n\n- The team"
    assert topics_in(text) == [
        Topic("Promotion", "in May:"),
        Topic("Holidays"),
        Topic("The team"),
    ]
    told = "It was a hard week.\n\n- Promotion"
    assert topics_in(told) == [Topic("Promotion", "It was a hard week.")]


def test_short_lines_that_stand_alone_are_one_each() -> None:
    assert topics_in("Promotion?\n\nHolidays") == [Topic("Promotion?"), Topic("Holidays")]


def test_prose_is_one_named_by_its_first_line() -> None:
    text = "I think about leaving.\nSince May already.\n\nWhat would you do?"
    whole = Topic("I think about leaving.", "Since May already.\n\nWhat would you do?")
    assert topics_in(text) == [whole] == [one_topic(text)]


def test_a_long_first_line_is_named_by_its_first_sentence_or_its_beginning() -> None:
    told = "I think about leaving. " + "Because of this and that. " * 20
    assert topics_in(told)[0].prompt == "I think about leaving."
    assert topics_in(told)[0].text.startswith("Because of this")
    endless = "word " * 100
    assert topics_in(endless)[0].prompt == "word " * 23 + "word …"
    assert topics_in(endless)[0].text == endless.strip()


def test_a_list_is_one_topic_where_one_is_asked_for() -> None:
    assert one_topic("- Promotion\n- Holidays") == Topic("- Promotion", "- Holidays")
