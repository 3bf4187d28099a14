"""The words of a plan, safe HTML already, with the styles that a mail program needs. Pure."""

import re

LINE = "border-left:3px solid #e5e3d9"
MONO = "font-family:ui-monospace,'SF Mono',Menlo,Consolas,monospace;font-size:14.5px"
STYLES = {
    "p": "margin:0 0 8px",
    "ul": "margin:0 0 8px;padding-inline-start:22px",
    "ol": "margin:0 0 8px;padding-inline-start:22px",
    "li": "margin:0 0 4px",
    "blockquote": f"margin:0 0 8px;padding:0 0 0 14px;{LINE}",
    "pre": f"margin:0 0 8px;padding:12px;border-radius:8px;background-color:#eef3e3;"
    f"white-space:pre-wrap;overflow-wrap:anywhere;{MONO}",
    "code": f"padding:1px 4px;border-radius:4px;background-color:#eef3e3;{MONO}",
    "a": "color:#4a7326;text-decoration:underline",
}
TICKED = '<ul style="margin:0 0 8px;padding:0;list-style:none">'
TAG = re.compile(rf"<({'|'.join(STYLES)})(?=[ >])")
IN_A_BLOCK = f'<pre style="{STYLES["pre"]}"><code style="{STYLES["code"]}">'
# Mail programs drop fields, so a box that is ticked or not becomes a sign.
BOX = re.compile(r'<input type="checkbox" disabled( checked)? aria-label="(?:Done|Open)"><div>')


def for_mail(html: str) -> str:
    """The same words with inline styles, and signs for boxes."""
    styled = TAG.sub(lambda tag: f'{tag[0]} style="{STYLES[tag[1]]}"', html)
    styled = styled.replace(IN_A_BLOCK, f'<pre style="{STYLES["pre"]}"><code>')
    styled = styled.replace(f'<ul style="{STYLES["ul"]}" class="ticked">', TICKED)
    return BOX.sub(_sign, styled)


def _sign(box: re.Match[str]) -> str:
    sign, words = ("☑", "done") if box[1] else ("☐", "open")
    style = "float:left;margin:0 8px 0 0"
    return f'<span role="img" aria-label="{words}" style="{style}">{sign}</span><div>'
