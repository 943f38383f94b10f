"""A sentence in both languages. Chinese first, English second; identifiers stay English."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The same sentence in Chinese and in English."""

    zh: str
    en: str

    def pick(self, lang: str) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        return self.en


def pick(text: Words | str, lang: str) -> str:
    """The text in `lang`; plain strings are the same in both."""
    return text.pick(lang) if isinstance(text, Words) else text
