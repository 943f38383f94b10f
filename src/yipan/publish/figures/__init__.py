"""Figures: few forms, each with its data table, its reasons and one spec for all faces."""

from yipan.publish.figures.dumbbell import Gap, dumbbell
from yipan.publish.figures.fan import Band, fan
from yipan.publish.figures.flow import Link, flow
from yipan.publish.figures.heat import Row, heat
from yipan.publish.figures.lines import Panel, Series, small_multiples
from yipan.publish.figures.model import NONE, Cell, Column, Figure, Point, Table
from yipan.publish.figures.slope import Change, slope
from yipan.publish.figures.tiles import Place, choropleth, tile_map
from yipan.publish.figures.waterfall import Part, waterfall

__all__ = [
    "NONE",
    "Band",
    "Cell",
    "Change",
    "Column",
    "Figure",
    "Gap",
    "Link",
    "Panel",
    "Part",
    "Place",
    "Point",
    "Row",
    "Series",
    "Table",
    "choropleth",
    "dumbbell",
    "fan",
    "flow",
    "heat",
    "slope",
    "small_multiples",
    "tile_map",
    "waterfall",
]
