"""Taking out 200 sessions, and bringing them in elsewhere: `python -m bench.takeout`."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.house import ROOT, house
from bench.tables import machine, verdict

AIM_SECONDS = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--bring", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.bring:
        _bring(told.bring)
        return
    print(machine())
    with house() as built, tempfile.TemporaryDirectory() as folder:
        built.demo(1)
        built.open_here()
        _take_out(told.sessions, Path(folder) / "mine.zip")


def _take_out(sessions: int, kept: Path) -> None:
    from bench.histories import grown
    from romanesco.takeout.gathering import records
    from romanesco.takeout.packing import packed

    began = time.perf_counter()
    mentee = grown("Takeout", items=5, past=sessions - 1).mentee
    print(f"  {sessions} sessions lived through in {time.perf_counter() - began:.1f} s")
    took = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(5):
        began = time.perf_counter()
        with packed(records(mentee)) as file:
            kept.write_bytes(file.read())
        took.append(time.perf_counter() - began)
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"  {kept.stat().st_size / 1000:.0f} kB, memory grew by {grew:.1f} MB")
    print(verdict(f"export of {sessions} sessions", min(took), AIM_SECONDS, "s"))
    words = [sys.executable, "-P", "-m", "bench.takeout", "--bring", str(kept)]
    raise SystemExit(subprocess.run(words, cwd=ROOT, check=False).returncode)


def _bring(kept: Path) -> None:
    """On an installation of its own, in which nobody is yet."""
    with house() as built:
        built.open_here()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from romanesco.base import clock
        from romanesco.people.models import Person
        from romanesco.takeout.bringing import bring_in
        from romanesco.takeout.gathering import records
        from romanesco.takeout.packing import packed

        mentee = Person.objects.create_person("mentee.takeout@example.org", "Somebody new")
        began = time.perf_counter()
        with kept.open("rb") as file:
            bring_in(file, by=mentee, at=clock.now())
        print(f"  brought in within {time.perf_counter() - began:.1f} s")
        with packed(records(Person.objects.get(pk=mentee.pk))) as again:
            is_same = again.read() == kept.read_bytes()
        print("round trip identical: " + ("met" if is_same else "NOT met"))
        if not is_same:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
