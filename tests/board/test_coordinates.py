"""Coordinates of parties: optional degrees, refused outside the globe."""

from fractions import Fraction
from pathlib import Path

import pytest

import yipan
from yipan.core.errors import BadBoard

FILES = {
    "board.yaml": "name: shores\ntitle: Shores\n",
    "parties.csv": "code,name_en,kind,longitude,latitude\nN,North,city,-3.5,55.25\nS,Low,city,,\n",
    "indicators.csv": "slug,name_en,unit,kind\noutput,Output,亿元,flow\n",
    "sources.csv": "code,title\nA,Almanac\n",
    "facts/a.csv": "indicator,party,period,value,unit,source\noutput,N,2020,1,亿元,A\n",
}


def board(folder: Path, parties: str) -> Path:
    """The files on disk."""
    for name, text in {**FILES, "parties.csv": parties}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_degrees_are_exact_and_optional(tmp_path: Path) -> None:
    """55.25 is 221/4; an empty cell is no coordinate, not zero."""
    opened = yipan.open(board(tmp_path, FILES["parties.csv"]))
    north, south = opened.parties.find("North"), opened.parties.find("Low")
    assert (north.longitude, north.latitude) == (Fraction(-7, 2), Fraction(221, 4))
    assert (south.longitude, south.latitude) == (None, None)


@pytest.mark.parametrize(("was", "is_now"), [("-3.5", "181"), ("55.25", "-90.5"), ("55.25", "N")])
def test_degrees_off_the_globe_are_refused(tmp_path: Path, was: str, is_now: str) -> None:
    """The row and the field are named."""
    with pytest.raises(BadBoard, match=r"row 2.*(longitude|latitude)"):
        yipan.open(board(tmp_path, FILES["parties.csv"].replace(was, is_now)))
