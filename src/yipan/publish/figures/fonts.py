"""Whether this machine has a font for Chinese: a raster without one would be printed as boxes."""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path

# Names of font files that hold Chinese glyphs, on Linux, macOS and Windows.
_CHINESE = re.compile(
    r"cjk|source ?han|sourcehan|notosans-?(sc|tc|hk)|notoserif-?(sc|tc|hk)|wqy|wenquanyi|msyh|"
    r"simsun|simhei|simkai|simfang|deng|pingfang|hiragino sans gb|songti|stheiti|stsong|uming|"
    r"ukai|droidsansfallback|fandol|lxgw|harmonyos_?sans_?sc|misans|sarasa",
    re.I,
)
_ENDINGS = {".ttf", ".ttc", ".otf", ".otc"}
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def holds_chinese(text: str) -> bool:
    """Whether the text needs a font with Chinese glyphs."""
    return bool(_WIDE.search(text))


def font_folders() -> list[Path]:
    """Folders that a renderer looks through; `YIPAN_FONTS` names one more."""
    home = Path.home()
    folders = [Path(os.environ["YIPAN_FONTS"])] if os.environ.get("YIPAN_FONTS") else []
    if sys.platform == "darwin":
        names = ["/System/Library/Fonts", "/Library/Fonts", str(home / "Library/Fonts")]
    elif sys.platform == "win32":
        names = [str(Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts")]
    else:
        local = str(home / ".local/share/fonts")
        names = ["/usr/share/fonts", "/usr/local/share/fonts", str(home / ".fonts"), local]
    return [*folders, *map(Path, names)]


def chinese_font() -> Path | None:
    """A font file with Chinese glyphs, or None. A regular sans face is preferred."""
    return _found(tuple(font_folders()))


@lru_cache(maxsize=8)
def _found(folders: tuple[Path, ...]) -> Path | None:
    fonts = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _ENDINGS and _CHINESE.search(path.name)
    ]
    fonts.sort(key=lambda p: ("regular" not in p.name.lower(), "serif" in p.name.lower(), p.name))
    return fonts[0] if fonts else None
