"""Sets one PDF in a process of its own: data as JSON on stdin, the PDF on stdout.

Run by `as_pdf.py`, so that what a long document takes of memory goes back when it is done, and one
that takes too long can be ended. It knows nothing of the house.
"""

import sys
from pathlib import Path


def main(template: str) -> int:
    """First as PDF/UA asks; a script that no font here has is refused by that, and then the same
    is made without the promise."""
    import typst

    told = {"pack": sys.stdin.buffer.read().decode()}
    source = Path(template)
    compiler = typst.Compiler(str(source), root=str(source.parent))
    try:
        made = compiler.compile(format="pdf", sys_inputs=told, pdf_standards="ua-1")
    except typst.TypstError:
        made = compiler.compile(format="pdf", sys_inputs=told)
    if not isinstance(made, bytes):
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
