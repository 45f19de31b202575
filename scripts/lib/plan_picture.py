"""Draws the beginning of a plan in the terminal, as the pictures docs/images/plan-light.svg and plan-dark.svg.

The text is a screen that the tests hold against the program (Tests/Integration/program/screens).
"""

import html
import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCREEN = REPOSITORY / "Tests/Integration/program/screens/plan-80.txt"
COMMAND = "ecr-cleanup plan --policy policies/per-team.json"
# The last line of the picture begins with this.
END = "In use"

THEMES = {
    "light": {"background": "#ffffff", "border": "#d0d7de", "text": "#1f2328"},
    "dark": {"background": "#0d1117", "border": "#3d444d", "text": "#f0f6fc"},
}
FONT = "ui-monospace, SFMono-Regular, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
LINE, LETTER, MARGIN = 20, 8.43, 24


def lines() -> list[str]:
    text = SCREEN.read_text().splitlines()
    last = next(number for number, line in enumerate(text) if line.startswith(END))
    return [f"<b>$ {COMMAND}</b>", *text[: last + 1]]


def picture(theme: str) -> str:
    colours = THEMES[theme]
    shown = lines()
    width = round(max(len(re.sub(r"</?b>", "", line)) for line in shown) * LETTER) + 2 * MARGIN
    height = len(shown) * LINE + 2 * MARGIN
    rows = "\n".join(row(line, MARGIN + LINE * (number + 0.75)) for number, line in enumerate(shown))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{colours["background"]}" stroke="{colours["border"]}"/>
<g font-family="{FONT}" font-size="14" fill="{colours["text"]}">
{rows}
</g>
</svg>
"""


def row(line: str, y: float) -> str:
    # A width of its own for each line keeps the columns straight in any font.
    plain = re.sub(r"</?b>", "", line)
    if not plain.strip():
        return ""
    weight = ' font-weight="bold"' if line.startswith("<b>") else ""
    length = f' textLength="{len(plain) * LETTER:.0f}" lengthAdjust="spacingAndGlyphs"'
    # Ordinary spaces are joined into one.
    text = html.escape(plain).replace(" ", "\N{NO-BREAK SPACE}")
    return f'<text x="{MARGIN}" y="{y:.0f}"{weight}{length}>{text}</text>'


def pictures() -> dict[Path, str]:
    """Both pictures, as they have to be."""
    return {REPOSITORY / f"docs/images/plan-{theme}.svg": picture(theme) for theme in THEMES}
