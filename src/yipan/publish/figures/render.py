"""From a spec to SVG, PNG and the script that draws it offline in a page, all by vl-convert.

Nothing is fetched: every address is refused. Needs the extra `charts`.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from types import ModuleType
from typing import Any

from yipan.core.canonical import digest
from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.publish.figures.fonts import chinese_font, holds_chinese

VEGA_LITE = "6.4"
_IDS = re.compile(r"""((?:\bid="|url\(#|href="#))((?:clip|gradient)[-_\w]*)""")
# Draws every <figure data-spec="…id of a JSON script…"> without eval.
EMBED = """
window.vegaEmbed = (element, spec, options) =>
  vegaEmbed(element, spec, { ast: true, actions: false, renderer: "svg", ...options });
window.vega = vega;
"""


class MissingFont(BadInput):
    """No font for Chinese on this machine."""

    def __init__(self) -> None:
        super().__init__(
            Words("没有中文字体,图会印成空框", "no font for Chinese: the figure would show boxes"),
            hint=Words(
                "请安装: apt-get install -y fonts-noto-cjk (或存为 SVG)",
                "install one: apt-get install -y fonts-noto-cjk (or write SVG)",
            ),
        )


def to_svg(spec: dict[str, Any]) -> str:
    """The figure as SVG; its texts stay text, so that a reader's own fonts serve."""
    text = _text(spec)
    drawn: str = _engine().vegalite_to_svg(
        text, vl_version=VEGA_LITE, allowed_base_urls=[], show_warnings=False
    )
    return _own_ids(drawn, digest(text.encode())[:8])


def to_png(spec: dict[str, Any], *, scale: float = 2) -> bytes:
    """The figure as PNG; refuses Chinese texts where no font can draw them."""
    text = _text(spec)
    if holds_chinese(text) and chinese_font() is None:
        raise MissingFont
    found: bytes = _engine().vegalite_to_png(
        text, vl_version=VEGA_LITE, allowed_base_urls=[], show_warnings=False, scale=scale
    )
    return found


@lru_cache(maxsize=1)
def offline_bundle() -> str:
    """Vega, Vega-Lite and vega-embed as one script (about 0.9 MB); draws without eval or requests.

    It sets `window.vegaEmbed(element, spec, options)` with `ast: true`, so that a page may forbid
    `unsafe-eval`.
    """
    found: str = _engine().javascript_bundle(EMBED, vl_version=VEGA_LITE)
    return found


def _own_ids(svg: str, name: str) -> str:
    """Ids that follow from the figure: the same each time, and apart from others on a page."""
    numbers: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        number = numbers.setdefault(match[2], str(len(numbers)))
        return f"{match[1]}f{name}-{number}"

    return _IDS.sub(own, svg)


def _text(spec: dict[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, allow_nan=False)


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("vl-convert-python", "charts") from error
    folder = os.environ.get("YIPAN_FONTS")
    if folder:
        vl_convert.register_font_directory(folder)
    return vl_convert
