"""What a reader sees of a page, and the words that one who does not program should not meet there."""

import base64
import re
from html.parser import HTMLParser

INLINE_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
UNSEEN = ["style", "script", "defs"]
OF_PROGRAMMERS = [
    r"\blet ",
    r"[{}]",
    r"\bmake lab\b",
    r"\bbytes\b",
    r"\bencoded\b",
    r"\bhelpers\b",
    ":dep",
    r"\.ipynb",
    "reg_covariance",
    "n_clusters",
]


class Seen(HTMLParser):
    """Collects the text between the tags, the texts that stand for images, and what is written in plots."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        self.texts += [text for name, text in attributes if name in ("alt", "aria-label", "title") and text]
        self.texts += [visible_text(plot) for plot in plots(dict(attributes).get("src") or "")]

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN

    def handle_data(self, text: str) -> None:
        if not self.unseen:
            self.texts.append(text)


def plots(address: str) -> list[str]:
    return [base64.b64decode(encoded).decode("utf-8") for encoded in INLINE_SVG.findall(address)]


def visible_text(page: str) -> str:
    """All that can be read on the page or heard from it, in single spaces."""
    seen = Seen()
    seen.feed(page)
    seen.close()
    return " ".join(" ".join(seen.texts).split())


def words_of_programmers(page: str) -> list[str]:
    """Each of them that the page shows, with what stands around it."""
    text = visible_text(page)
    found = (match for word in OF_PROGRAMMERS for match in re.finditer(word, text))
    return [text[max(match.start() - 40, 0) : match.end() + 40] for match in found]
