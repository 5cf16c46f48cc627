"""Arranges the exported cells as a page: one title, headings to link to, tables and plots in boxes."""

import html
import re
from dataclasses import dataclass, field

HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
PLOT = re.compile(r"<img [^>]*>")
CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass
class Section:
    """A heading: what the table of contents shows of it."""

    id: str
    text: str
    children: list["Section"] = field(default_factory=list)


@dataclass
class Page:
    title: str = ""
    html: str = ""
    contents: list[Section] = field(default_factory=list)


def arrange(cells: str) -> Page:
    """Takes the title out, gives each heading an id, collects the contents, boxes tables and plots."""
    page = Page()
    used: set[str] = set()

    def heading(match: re.Match) -> str:
        level, inner = int(match[1]), match[2]
        if level == 1 and not page.title:
            page.title = inner
            return ""
        section = Section(unique(anchor(inner), used), TAG.sub("", inner))
        if level == 2 or (level == 3 and not page.contents):
            page.contents.append(section)
        elif level == 3:
            page.contents[-1].children.append(section)
        return f'<h{level} id="{section.id}">{inner}</h{level}>'

    page.html = HEADING.sub(heading, cells)
    page.html = TABLE.sub(table_box, page.html)
    page.html = PLOT.sub(lambda plot: box(plot[0], "Plot"), page.html)
    return page


def anchor(inner: str) -> str:
    """The id that JupyterLab gives a heading, so that links within the notebook work here too."""
    return html.escape(html.unescape(TAG.sub("", inner)).strip().replace(" ", "-"))


def unique(wanted: str, used: set[str]) -> str:
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(used) + 2))
    free = next(name for name in numbered if name not in used)
    used.add(free)
    return free


def box(inner: str, label: str) -> str:
    """A box that scrolls when it must: reached by keyboard, named for those who do not see it."""
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{label}">{inner}</div>'


def table_box(match: re.Match) -> str:
    table = match[0]
    caption = CAPTION.search(table)
    label = f"Table: {TAG.sub('', caption[1])}" if caption else "Table"
    return box(table, label.replace('"', "&quot;"))
