import json

from romanesco.config.serving import HASHED
from romanesco.config.settings import BUILT


def test_what_is_built_is_named_after_its_content_and_lies_there_packed() -> None:
    manifest = json.loads((BUILT / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    files = {part["file"] for part in manifest.values()}
    files |= {style for part in manifest.values() for style in part.get("css", [])}
    assert files
    for file in files:
        assert HASHED.search(f"/static/built/{file}"), file
        if file.endswith((".js", ".css")):
            assert (BUILT / f"{file}.gz").is_file(), file


def test_what_keeps_its_name_is_asked_for_again() -> None:
    assert not HASHED.search("/static/icons/mark.svg")
