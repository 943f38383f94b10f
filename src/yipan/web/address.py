"""State in the address: board, page, language, day and what a page asks; links keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, urlencode

from yipan.board.ask import read_day
from yipan.core.errors import BadInput
from yipan.core.words import LANGUAGES, Words

LONGEST = 2000
KEPT = ("lang", "as_of", "learned_by", "pin")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a visitor is. `parts` are the words of the path, `query` what the page itself asks.

    `as_of`: what was public by that day. `learned_by`: what this board knew by that day. `pin`: the
    content hash of a permanent link. Links keep the last two while an earlier state is shown.
    `first_lang`: the language of an address that names none. `base`: scheme and host, for citing.
    """

    board: str
    page: str
    lang: str = "zh"
    as_of: date | None = None
    learned_by: date | None = None
    pin: str = ""
    first_lang: str = "zh"
    base: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, key: str, default: str = "") -> str:
        """The last value of a question, or the default."""
        found = self.query.get(key, ())
        return found[-1] if found else default

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of a question, empty ones left out."""
        return tuple(value for value in self.query.get(key, ()) if value)

    def to(self, *path: str, **asks: object) -> str:
        """A link to another page of the board in the same language and as of the same day."""
        words = [quote(str(word), safe="") for word in (self.board, *path)]
        kept = {**self.state, **asks}
        asked = {key: value for key, value in kept.items() if value not in (None, "")}
        text = urlencode(asked, doseq=True)
        return "/" + "/".join(words) + (f"?{text}" if text else "")

    def here(self, **changes: object) -> str:
        """A link to this page with some of its state changed; None takes a key away."""
        own: dict[str, object] = {key: list(values) for key, values in self.query.items()}
        own |= {**self.state, **changes}
        if own.get("lang") == self.first_lang:
            own["lang"] = ""
        asked = {key: value for key, value in own.items() if value not in (None, "", [])}
        text = urlencode(asked, doseq=True)
        return self.path + (f"?{text}" if text else "")

    @property
    def state(self) -> dict[str, str]:
        """What every link keeps: language, days and pin, as far as they are set."""
        days = {"as_of": self.as_of, "learned_by": self.learned_by}
        return {
            **({"lang": self.lang} if self.lang != self.first_lang else {}),
            **{key: day.isoformat() for key, day in days.items() if day},
            **({"pin": self.pin} if self.pin else {}),
        }

    @property
    def now(self) -> str:
        """A link to this page in the present state of the board."""
        return self.here(learned_by=None, pin=None)

    @property
    def path(self) -> str:
        """The path of this page."""
        return self.page.format(
            board=quote(self.board, safe=""),
            **{k: quote(v, safe="") for k, v in self.parts.items()},
        )

    def words(self, words: Words) -> str:
        """The sentence in the visitor's language."""
        return words.pick(self.lang)


def read_address(
    page: str,
    parts: Mapping[str, str],
    query: Mapping[str, tuple[str, ...]],
    lang: str,
    base: str = "",
) -> Address:
    """The address of a request; what is too long or no day is refused."""
    if sum(len(v) for values in query.values() for v in values) > LONGEST:
        raise BadInput(
            Words("地址过长", "the address is too long"),
            hint=Words("请用上传", "upload a file instead"),
        )
    asked = query.get("lang", (lang,))[-1]
    own = {k: v for k, v in query.items() if k not in KEPT}
    return Address(
        board=parts.get("board", ""),
        page=page,
        lang=asked if asked in LANGUAGES else lang,
        as_of=read_day(query.get("as_of", ("",))[-1]),
        learned_by=read_day(query.get("learned_by", ("",))[-1]),
        pin=query.get("pin", ("",))[-1][:16],
        first_lang=lang,
        base=base,
        parts={k: v for k, v in parts.items() if k != "board"},
        query=own,
    )
