"""Makes the golden updates that the server's side writes; `make_updates.mjs` makes the browser's.

python contracts/plan_document/make_updates.py
"""

import json
from base64 import b64encode
from importlib.metadata import version
from pathlib import Path

from romanesco.plans import document
from romanesco.plans.markdown_reading import markdown_to_body

UPDATES = Path(__file__).with_name("updates")
ITEM = "3f2b8a52-6d0e-4c1b-9a44-7d1f0a7c9e01"
OTHER = "b7c1e3d0-1111-4222-8333-444455556666"
BODY = """\
Plain, **bold**, _both **at once**_, `code`, [link](https://example.org/a?b=1) 🎉\\
and on

- one
- two
  1. deep

- [ ] ask
- [x] done

> said
> > twice

```
let x = 1
  x++
```
"""


def main() -> None:
    first = markdown_to_body("To begin with\n\nThe end")
    whole = markdown_to_body(BODY)
    state = document.fresh({ITEM: first})
    updates = [state, document.add_item(state, OTHER), document.replace_body(state, ITEM, whole)]
    golden = {
        "made_by": f"pycrdt {version('pycrdt')}",
        "updates": [b64encode(update).decode() for update in updates],
        "bodies": {ITEM: whole, OTHER: [{"type": "paragraph"}]},
    }
    text = json.dumps(golden, indent=1, ensure_ascii=False)
    (UPDATES / "pycrdt_writing.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
