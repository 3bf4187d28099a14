"""Files that somebody brings."""

from django import forms

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
