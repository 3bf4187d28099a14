"""The `romanesco` command: `serve`, `demo`, and every command that Django has."""

import os
import sys

from romanesco.config import env

WRONG_VALUE = 2
INTERRUPTED = 130


def main(argv: list[str] | None = None) -> None:
    """Run the command in `argv`, and exit with its status; a wrong variable is told in one line."""
    words = ["romanesco", *(sys.argv[1:] if argv is None else argv)]
    try:
        words = _take_home(words)
        env.load()
    except env.WrongValue as error:
        print(f"romanesco: {error}", file=sys.stderr)
        sys.exit(WRONG_VALUE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "romanesco.config.settings")
    # Django takes a while to import; a wrong variable should not have to wait for it.
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(words)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _take_home(words: list[str]) -> list[str]:
    """Move `--home DIR` into ROMANESCO_HOME, because the settings need it before any command."""
    left: list[str] = []
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name != "--home":
            left.append(word)
            continue
        home = value if equals else next(rest, "")
        if not home:
            raise env.WrongValue("--home", "needs a folder")
        os.environ["ROMANESCO_HOME"] = home
    return left


if __name__ == "__main__":
    main()
