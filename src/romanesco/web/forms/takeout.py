"""Files that somebody brings."""

from typing import Any

from django import forms

from romanesco.takeout.plan_reading import LONGEST, NotBroughtBack, decoded
from romanesco.takeout.unpacking import LARGEST_FILE

TOO_LARGE = f"At most {LARGEST_FILE // 1_048_576} MiB, please."


class BringInForm(forms.Form):
    """A zip that was taken out, here or elsewhere."""

    file = forms.FileField(
        label="The zip that you took out",
        allow_empty_file=True,  # what is wrong with it is said by who reads it
        error_messages={"required": "Choose the file first."},
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return file


class BringBackForm(forms.Form):
    """A plan's Markdown, as a file or as text; what was sent is shown again beside an error."""

    file = forms.FileField(
        label="The file, as you edited it", required=False, allow_empty_file=True
    )
    markdown = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    words = ""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("file"):
            if told["file"].size > 2 * LONGEST:
                raise forms.ValidationError("This file is larger than any plan.")
            try:
                told["markdown"] = decoded(told["file"].read())
            except NotBroughtBack as refusal:
                raise forms.ValidationError(refusal.message) from None
        self.words = told.get("markdown") or ""
        if not self.words.strip():
            self.add_error("file", "Choose the file, or paste its text below.")
        return told

    def with_what_came(self) -> "BringBackForm":
        """The same with the file's words in the text, so that they can be mended there."""
        if self.words:
            self.data = {"markdown": self.words}
        return self
