"""Sets one PDF in a process of its own: data as JSON on stdin, the PDF on stdout.

Run by `as_pdf.py`, so that what a long document takes of memory goes back when it is done, and one
that takes too long can be ended. It knows nothing of the house.
"""

import resource
import sys
from contextlib import suppress
from pathlib import Path

MOST_MEMORY = 2 << 30


def main(template: str) -> int:
    """First as PDF/UA asks; a script that no font here has is refused by that, and then the same
    is made without the promise, and says so."""
    import typst

    with suppress(ValueError, OSError):  # not every system can be asked for that
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    told = {"pack": sys.stdin.buffer.read().decode()}
    source = Path(template)
    compiler = typst.Compiler(str(source), root=str(source.parent))
    try:
        made = compiler.compile(format="pdf", sys_inputs=told, pdf_standards="ua-1")
    except typst.TypstError:
        told["missing"] = "yes"
        made = compiler.compile(format="pdf", sys_inputs=told)
    if not isinstance(made, bytes):
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
