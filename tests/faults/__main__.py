"""`bin/fault NAME`: play one fault and say what was seen. Ends 0 if nothing was lost."""

import argparse
import shutil
import sys
import time
from typing import TextIO

import tests.harness.environment  # noqa: F401 (first: what this shell was told is not for here)
from tests.faults.catalogue import FAULTS
from tests.faults.telling import CannotBeShown, Wishes


def main() -> int:
    wanted = _read_words()
    if wanted.name is None:
        _list()
        return 0
    if wanted.name not in FAULTS:
        print(f"There is no fault “{wanted.name}”. There are:", file=sys.stderr)
        _list(sys.stderr)
        return 2
    asked = {name: getattr(wanted, name) for name in ("seed", "steps", "times", "database")}
    wishes = Wishes(**asked)
    began = time.monotonic()
    try:
        FAULTS[wanted.name].play(wishes, _say)
    except CannotBeShown as error:
        print(error, file=sys.stderr)
        return 2
    except AssertionError as error:
        print(f"Not as promised: {error}", file=sys.stderr)
        print(f"The server's home and log are in {wishes.folder}.", file=sys.stderr)
        raise
    print(f"Nothing was lost ({time.monotonic() - began:.0f} s).")
    shutil.rmtree(wishes.folder, ignore_errors=True)
    return 0


def _read_words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/fault", description="Play one fault.")
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--seed", type=int, default=1, help="another story of the same kind")
    parser.add_argument("--steps", type=int, help="how long a story, or how many frames")
    parser.add_argument("--times", type=int, help="how often")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    return parser.parse_args()


def _list(where: TextIO | None = None) -> None:
    width = max(map(len, FAULTS))
    for name, fault in FAULTS.items():
        print(f"{name:{width}}  {fault.line}{' (slow)' if fault.is_slow else ''}", file=where)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
