"""An outline as plain values, so that two of them can be compared."""

from typing import Any

from romanesco.ydocs.outline import GONE, Outline, Place


def shape(outline: Outline) -> dict[str, Any]:
    """Everything that an outline knows; places are named by what opened them."""
    names: dict[int, object] = {id(GONE): "gone"}
    names |= {id(place): name for name, place in outline.roots.items()}
    for client, runs in outline.runs.items():
        names |= {id(place): (client, clock) for clock, place in runs.nodes.items()}

    def named(place: Place) -> object:
        opener = names.get(id(place), "an attribute's")
        return opener, place.name, place.root, place.depth, place.holder, place.key

    return {
        "roots": {name: named(place) for name, place in outline.roots.items()},
        "lengths": dict(outline.lengths),
        "erased": outline.erased,
        "clients": {
            client: {
                "end": runs.end,
                "runs": list(zip(runs.starts, map(named, runs.places), runs.kinds, strict=True)),
                "nodes": {clock: named(place) for clock, place in runs.nodes.items()},
                "pairs": list(runs.pairs),
                "deleted": list(runs.deleted or ()),
            }
            for client, runs in outline.runs.items()
        },
    }
