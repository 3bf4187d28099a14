"""What the house says when it will not do something. Each door translates these once."""

from django.http import Http404


class Refused(Exception):
    """An operation that will not be done, with what a person can do about it.

    Subclasses are named as a statement (`AlreadySigned`). `code` is stable and for programs,
    `message` is for people, `field` names the input that it is about, where there is one.
    """

    code = "refused"
    message = "That is not possible just now."
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field or self.field
        super().__init__(self.message)


class NotFound(Http404):
    """There is no such thing, or it is not this person's to see: nobody can tell which."""
