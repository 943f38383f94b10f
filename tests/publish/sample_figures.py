"""One figure of each form from given names, so that hostile names can be tried in every place."""

from fractions import Fraction

from yipan.core.words import Words
from yipan.publish.figures import (
    NONE,
    Band,
    Change,
    Figure,
    Gap,
    Link,
    Panel,
    Part,
    Place,
    Point,
    Row,
    Series,
    choropleth,
    dumbbell,
    fan,
    flow,
    heat,
    slope,
    small_multiples,
    tile_map,
    waterfall,
)

NOTE = Words("单位:亿元;截至 2025-01-01;来源:年鉴", "100 million yuan; as of 2025-01-01; yearbook")


def p(text: str, status: str = "") -> Point:
    return Point(Fraction(text), text, f"fact-{text}", status)


def samples(first: Words | str, second: Words | str, note: Words = NOTE) -> list[Figure]:
    """Every form once; both names stand in titles, rows, series and units."""
    title = first if isinstance(first, Words) else Words(first, first)
    lines = (
        Series(first, ((2020, p("10.5")), (2021, p("11.25")), (2023, p("14", "provisional")))),
        Series(second, ((2020, p("3.5")), (2021, p("3.9")), (2022, p("4.4")), (2023, p("6")))),
    )
    third = Words("河北", "Hebei")
    square = [[[115, 39], [117, 39], [117, 41], [115, 41], [115, 39]]]
    area = {
        "type": "Feature",
        "properties": {"code": "A", "name": "x"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    places = [
        Place(first, Fraction("116.4"), Fraction("39.9"), p("27.3"), "A"),
        Place(second, Fraction("117.2"), Fraction("39.1"), p("13.2"), "B"),
        Place(third, Fraction("114.5"), Fraction("38"), NONE, "C"),
    ]
    return [
        small_multiples("one", title, note, [Panel(first, second, lines)]),
        small_multiples(
            "many",
            title,
            note,
            [
                Panel(first, second, lines, breaks=((2022, title),)),
                Panel(second, first, lines[:1]),
                Panel(third, "%", lines[1:]),
                Panel("d", "%", lines),
            ],
        ),
        slope("slope", title, note, ("2013", "2024"), second, [
            Change(first, p("2.1"), p("5.0")), Change(second, p("1.2"), p("1.8")),
            Change(third, p("1.3"), p("1.9")),
        ]),
        dumbbell("gap", title, note, (first, second), "亿元", [
            Gap(first, p("40"), p("100")), Gap(second, p("60"), p("30")), Gap(third, p("5"), NONE),
        ]),
        heat("heat", title, note, ["2020", first, "2022"], [
            Row(first, (p("1"), p("2"), p("3")), "up"),
            Row(second, (p("30"), NONE, p("10", "estimate")), "down"),
        ]),
        fan("fan", title, note, second, [(2022, p("10")), (2023, p("11"))],
            [(2024, p("12")), (2025, p("13"))],
            [Band(2023, 80, p("11"), p("11")), Band(2024, 80, p("11.5"), p("12.5")),
             Band(2025, 80, p("11.7"), p("14.5")), Band(2023, 95, p("11"), p("11")),
             Band(2024, 95, p("11"), p("13")), Band(2025, 95, p("11"), p("15.5"))]),
        waterfall("parts", title, note, "亿元", Part("2013", p("10")),
                  [Part(first, p("5")), Part(second, p("-2"))], Part("2024", p("13"))),
        flow("flow", title, note, "亿元", [
            Link(first, second, p("5")), Link(first, third, p("3")), Link(second, third, p("1.5")),
        ]),
        tile_map("tiles", title, note, "亿元", places),
        choropleth("areas", title, note, "亿元", places, [area]),
    ]  # fmt: skip
