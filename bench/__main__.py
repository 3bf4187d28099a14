"""Every figure, one after the other, on one home with demo data: `python -m bench`."""

import argparse
import subprocess
import sys

from bench.house import ROOT, house


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    pairs = parser.parse_args().pairs
    with house() as built:
        built.demo(pairs)
        shared = ["--home", str(built.home)]
        for name, options in [
            ("size", []),
            ("idle", ["--pairs", str(pairs)]),
            ("pages", ["--pairs", str(pairs)]),
            ("feed", []),
            ("live", ["--quick", "--targets", "romanesco,relay"]),
        ]:
            print(f"\n# {name}", flush=True)
            command = [sys.executable, "-m", f"bench.{name}", *shared, *options]
            subprocess.run(command, cwd=ROOT, check=False)


if __name__ == "__main__":
    main()
