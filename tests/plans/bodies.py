"""Any body there can be, for properties."""

from typing import Any

from hypothesis import strategies as st

from romanesco.plans.body import Body, tidied

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("*_`[]<>!&#-"),
    min_size=1,
    max_size=12,
)
HREFS = st.sampled_from(["https://example.org/a?b=1&c=2", "http://a.b/(c)", "mailto:r@example.org"])
MARKS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.sampled_from([{"type": "strong"}, {"type": "em"}, {"type": "code"}])
    | HREFS.map(lambda href: {"type": "link", "attrs": {"href": href}}),
    max_size=3,
)
TEXTS: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda text, marks: {"type": "text", "text": text, "marks": marks}, WORDS, MARKS
)
INLINE = st.lists(TEXTS | st.just({"type": "hard_break"}), max_size=5)
PARAGRAPHS = INLINE.map(lambda content: {"type": "paragraph", "content": content})
CODE = st.text(st.sampled_from("ab `\n~*")).map(
    lambda text: {"type": "code_block", "content": [{"type": "text", "text": text}]}
)


def _containers(blocks: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(blocks, min_size=1, max_size=3)
    items = several.map(lambda content: {"type": "list_item", "content": content})
    ticks = st.builds(
        lambda checked, content: {
            "type": "tick_item",
            "attrs": {"checked": checked},
            "content": content,
        },
        st.booleans(),
        several,
    )
    return st.one_of(
        several.map(lambda content: {"type": "blockquote", "content": content}),
        st.lists(items, min_size=1, max_size=3).flatmap(
            lambda content: st.sampled_from(
                [
                    {"type": "bullet_list", "content": content},
                    {"type": "ordered_list", "content": content},
                ]
            )
        ),
        st.lists(ticks, min_size=1, max_size=3).map(
            lambda content: {"type": "tick_list", "content": content}
        ),
    )


BLOCKS = st.recursive(PARAGRAPHS | CODE, _containers, max_leaves=6)
BODIES: st.SearchStrategy[Body] = st.lists(BLOCKS, max_size=4).map(tidied)
