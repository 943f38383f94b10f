"""Rendering: deterministic, without requests, honest about fonts, drawn under a strict policy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sample_figures import samples

from yipan.core.errors import MissingExtra
from yipan.core.words import Words
from yipan.publish.figures import Figure, fonts, render
from yipan.publish.figures.grounds import Grounds

FIGURES = samples(Words("北京", "Beijing"), Words("天津", "Tianjin"))


def test_same_spec_same_bytes() -> None:
    """Law 6."""
    pytest.importorskip("vl_convert")
    spec = FIGURES[0].spec("zh")
    assert render.to_svg(spec) == render.to_svg(spec)
    assert render.to_png(FIGURES[0].spec("en"))[:8] == b"\x89PNG\r\n\x1a\n"


def test_without_a_chinese_font_a_raster_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No boxes: one line with the package to install. English figures and SVG need no such font."""
    pytest.importorskip("vl_convert")
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    with pytest.raises(render.MissingFont) as caught:
        render.to_png(FIGURES[2].spec("zh"))
    assert "fonts-noto-cjk" in caught.value.line("zh")
    assert "\n" not in caught.value.line("en")
    assert render.to_svg(FIGURES[2].spec("zh"))


def test_a_font_is_found_by_its_file_name(tmp_path: Path) -> None:
    """Regular sans faces come first; other files do not count."""
    for name in ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"):
        (tmp_path / name).touch()
    (tmp_path / "DejaVuSans.ttf").touch()
    found = fonts._found((tmp_path,))
    assert found is not None
    assert found.name == "NotoSansCJK-Regular.ttc"


def test_without_the_extra_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The install line, not a traceback."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    render._engine.cache_clear()
    with pytest.raises(MissingExtra, match="charts"):
        render.to_svg(FIGURES[0].spec("zh"))
    render._engine.cache_clear()


def test_no_address_is_fetched() -> None:
    """A spec that names a URL is refused instead of loaded."""
    pytest.importorskip("vl_convert")
    spec = {**FIGURES[0].spec("zh"), "data": {"url": "http://127.0.0.1:9/data.csv"}}
    spec["mark"] = "point"
    spec.pop("concat")
    with pytest.raises(ValueError, match=r"(?i)url|load|denied|allowed"):
        render.to_svg(spec)


def test_the_offline_bundle_draws_under_a_strict_policy(tmp_path: Path) -> None:
    """In Chromium, without unsafe-eval and with `connect-src 'none'`, an SVG appears."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium on this machine")
    pytest.importorskip("vl_convert")
    import json

    (tmp_path / "bundle.js").write_text(render.offline_bundle(), encoding="utf-8")
    spec = json.dumps(FIGURES[1].spec("zh"), ensure_ascii=False)
    (tmp_path / "draw.js").write_text(f"vegaEmbed('#f', {spec});", encoding="utf-8")
    policy = "default-src 'none'; script-src file:; style-src 'unsafe-inline'; connect-src 'none'"
    (tmp_path / "page.html").write_text(
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<div id="f"></div><script src="bundle.js"></script><script src="draw.js"></script>',
        encoding="utf-8",
    )
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         "--virtual-time-budget=8000", f"--user-data-dir={tmp_path / 'profile'}",
         (tmp_path / "page.html").as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "mark-rule" in done.stdout
    assert "北京" in done.stdout


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.id)
def test_on_a_page_a_figure_has_the_colours_of_its_dark_drawing(figure: Figure) -> None:
    """One inline SVG for both grounds: turned over it has colour for colour those of the dark."""
    pytest.importorskip("vl_convert")
    grounds = Grounds()
    both = grounds.svg(figure, "zh")
    colour = re.compile(r'\b(fill|stroke)="([^"]*)"(?: data-[fs]="(\d+)")?')
    light, dark = (render.to_svg(figure.spec("zh", dark=d, titled=False)) for d in (False, True))
    found = colour.findall(both)
    assert [(n, c) for n, c, _ in found] == [(n, c) for n, c, _ in colour.findall(light)]
    turned = [(n, grounds.pairs[int(i)][1] if i else c) for n, c, i in found]
    assert turned == [(n, c) for n, c, _ in colour.findall(dark)]
    assert len({i for *_, i in found if i}) > 1
    assert grounds.rules().count("\n") == len(grounds.pairs) - 1
