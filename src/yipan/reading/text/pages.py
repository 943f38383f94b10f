"""What a page carries besides its text: its number and the running head beside it."""

from __future__ import annotations

import re
from collections import Counter

_NUMBER = re.compile(
    r"^[ \t\u3000]*(?:[—–-]{1,2}[ \u3000]*[0-9]{1,4}[ \u3000]*[—–-]{1,2}|[·•][ \u3000]*[0-9]{1,4}[ \u3000]*[·•]"
    r"|第[ \u3000]?[0-9]{1,4}[ \u3000]?页(?:[ \u3000，,/]*共[ \u3000]?[0-9]{1,4}[ \u3000]?页)?)[ \t\u3000\r]*$",
    re.MULTILINE,
)
_LONGEST = 40
_BESIDE = re.compile(r"[^\n]*\S[^\n]*")
_ENDS = "。；，！？"


def furniture(raw: str) -> frozenset[int]:
    """Where the lines begin that hold a page number, or a head that stands beside several of them."""
    numbers = [m.span() for m in _NUMBER.finditer(raw)]
    if not numbers:
        return frozenset()
    found = {start for start, _ in numbers}
    beside: dict[int, str] = {}
    first = _BESIDE.search(raw)
    for match in (first, *(_BESIDE.search(raw, end) for _, end in numbers)):
        words = match[0].strip() if match is not None else ""
        if match is not None and 0 < len(words) <= _LONGEST and words[-1] not in _ENDS:
            beside[match.start()] = "".join(words.split())
    times = Counter(beside.values())
    return frozenset(found | {start for start, words in beside.items() if times[words] > 1})
