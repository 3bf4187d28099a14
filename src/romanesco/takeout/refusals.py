"""Why a file is not taken, said with the file, the line and the reason."""

from romanesco.base.errors import Refused


class NotTaken(Refused):
    """This file is refused as a whole; nothing of it is here."""

    code = "takeout_refused"
    message = "This file cannot be brought in. Nothing has changed."
    field = "file"

    def __init__(self, why: str, *, line: int | None = None, file: str = "") -> None:
        self.line, self.file, self.why = line, file, why
        place = ", ".join(each for each in (file, f"line {line}" if line else "") if each)
        super().__init__(f"{place}: {why}" if place else why)
