"""SDMX-CSV 2.0 and the data structure that describes it (SDMX-ML 2.1).

Two printed values of one thing are two observations: the dimension FACT (the fact's id) keeps their
keys apart. OBS_VALUE is the numeral; a printed range has none and stands in PRINTED.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from yipan.core.frequency import HELP
from yipan.core.period import Period, PeriodKind
from yipan.core.printed import Qualifier
from yipan.facts.exporting.selected import Selected, shielded
from yipan.facts.record import Fact

AGENCY, STRUCTURE, VERSION = "YIPAN", "YIPAN_FACTS", "1.0"
NONE = "_Z"
_STATUS = {"provisional": "P", "estimate": "E", "": "A", "final": "A", "revised": "A"}

_FREQ = {
    PeriodKind.YEAR: "A",
    PeriodKind.INSTANT: "A",
    PeriodKind.HALF: "S",
    PeriodKind.QUARTER: "Q",
    PeriodKind.MONTH: "M",
    PeriodKind.DAY: "D",
}
_FREQ_NAMES = {
    "A": "annual",
    "S": "half-yearly",
    "Q": "quarterly",
    "M": "monthly",
    "D": "daily",
    "_O": "other",
}


@dataclass(frozen=True, slots=True)
class Component:
    """A dimension or an attribute, its code list if it has one, and its value for a fact."""

    id: str
    codelist: str
    value: Callable[[Fact], object]
    dimension: bool = False


DIMENSIONS = (
    Component("FREQ", "CL_FREQ", lambda f: _FREQ.get(f.parsed_period.kind, "_O"), True),
    Component("RELATION", "CL_RELATION", lambda f: f.frequency or NONE, True),
    Component("INDICATOR", "CL_INDICATOR", lambda f: f.indicator, True),
    Component("REF_AREA", "CL_PARTY", lambda f: f.party, True),
    Component("COUNTERPART_AREA", "CL_PARTY", lambda f: f.counterparty or NONE, True),
    Component("FACT", "", lambda f: f.id, True),
)
ATTRIBUTES = (
    Component("UNIT_MEASURE", "", lambda f: f.unit),
    Component("OBS_STATUS", "CL_OBS_STATUS", lambda f: _STATUS.get(f.status, "A")),
    Component("PRINTED", "", lambda f: f.value),
    Component("STEP", "", lambda f: f.step),
    Component("QUALIFIER", "", lambda f: f.qualifier),
    Component("STATUS", "", lambda f: f.status),
    Component("PERIOD", "", lambda f: f.period),
    Component("DEFINITION", "", lambda f: f.definition),
    Component("PRICE_BASIS", "", lambda f: f.price_basis),
    Component("SOURCE", "CL_SOURCE", lambda f: f.source),
    Component("LOCATOR", "", lambda f: f.locator),
    Component("PUBLISHED_ON", "", lambda f: f.published_on),
    Component("LEARNED_ON", "", lambda f: f.learned_on),
    Component("ROW", "", lambda f: f.row),
    Component("TARGET", "", lambda f: f.target),
    Component("EXPECTS", "", lambda f: f.expects),
    Component("REASON", "", lambda f: f.reason),
    Component("NOTE", "", lambda f: f.note),
)
_HELP = {frequency.value: text for frequency, text in HELP.items()}


def sdmx_csv(selected: Selected) -> bytes:
    """The facts as SDMX-CSV 2.0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    dimensions = [c.id for c in DIMENSIONS]
    attributes = [c.id for c in ATTRIBUTES]
    writer.writerow(
        [
            "STRUCTURE",
            "STRUCTURE_ID",
            "ACTION",
            *dimensions,
            "TIME_PERIOD",
            "OBS_VALUE",
            *attributes,
        ]
    )
    target = ["datastructure", f"{AGENCY}:{STRUCTURE}({VERSION})", "I"]
    for fact in selected.facts:
        key = [c.value(fact) for c in DIMENSIONS]
        value = "" if fact.qualifier == Qualifier.RANGE else fact.value.replace(",", "")
        rest = shielded(_one_line(c.value(fact)) for c in ATTRIBUTES)
        writer.writerow([*target, *key, time_period(fact.parsed_period), value, *rest])
    return out.getvalue().encode()


def _one_line(value: object) -> str:
    return " ".join(str("" if value is None else value).split("\n"))


def time_period(period: Period) -> str:
    """The period in SDMX's forms: 2014, 2014-Q1, 2014-S1, 2014-05, 2014-01-01/P8M; _Z: none."""
    start, end = period.start, period.end
    match period.kind:
        case PeriodKind.HALF:
            return period.code.replace("H", "S")
        case PeriodKind.YEAR | PeriodKind.QUARTER | PeriodKind.MONTH:
            return period.code
        case PeriodKind.INSTANT | PeriodKind.DAY | PeriodKind.AS_OF:
            return str(end)
        case PeriodKind.NONE:
            return NONE
        case PeriodKind.SINCE:
            return str(start)
    assert start is not None
    assert end is not None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if period.kind in {PeriodKind.YEARS, PeriodKind.PLAN}:
        return f"{start}/P{months // 12}Y"
    if period.kind is PeriodKind.MONTHS:
        return f"{start}/P{months}M"
    return f"{start}/P{(end - start).days + 1}D"


def structure_xml(selected: Selected) -> bytes:
    """The data structure with its code lists, as SDMX-ML 2.1."""
    lists = "".join(_codelist(name, title, codes) for name, title, codes in _codelists(selected))
    concepts = "".join(
        f'<str:Concept id="{name}"><com:Name>{name}</com:Name></str:Concept>'
        for name in _concepts()
    )
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<mes:Structure '
        'xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
        'xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" '
        'xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">'
        "<mes:Header><mes:ID>YIPAN</mes:ID><mes:Test>false</mes:Test>"
        "<mes:Prepared>1970-01-01T00:00:00Z</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}"/></mes:Header><mes:Structures>'
        f"<str:Codelists>{lists}</str:Codelists>"
        f'<str:Concepts><str:ConceptScheme id="CS" agencyID="{AGENCY}" version="{VERSION}">'
        f"<com:Name>Concepts</com:Name>{concepts}</str:ConceptScheme></str:Concepts>"
        f"<str:DataStructures>{_data_structure(selected.title)}</str:DataStructures>"
        "</mes:Structures></mes:Structure>\n"
    )
    return document.encode()


def _concepts() -> list[str]:
    return [*(c.id for c in DIMENSIONS), "TIME_PERIOD", "OBS_VALUE", *(c.id for c in ATTRIBUTES)]


def _codelists(selected: Selected) -> list[tuple[str, str, Iterable[tuple[str, str, str]]]]:
    """(id, title, codes) where a code is (id, Chinese name, English name)."""
    frequencies = {f.frequency for f in selected.facts}
    parties = [(p.code, p.name_zh, p.name_en) for p in selected.parties]
    return [
        ("CL_FREQ", "Frequency", [(code, "", name) for code, name in _FREQ_NAMES.items()]),
        (
            "CL_RELATION",
            "How a value relates to its period",
            [(f, "", _HELP.get(f, f)) for f in sorted(frequencies) if f]
            + [(NONE, "", "not applicable")],
        ),
        ("CL_PARTY", "Parties", [*parties, (NONE, "无", "none")]),
        (
            "CL_INDICATOR",
            "Indicators",
            [(i.slug, i.name_zh, i.name_en) for i in selected.indicators],
        ),
        ("CL_SOURCE", "Sources", [(s.code, s.title, "") for s in selected.sources]),
        (
            "CL_OBS_STATUS",
            "Observation status",
            [("A", "", "normal"), ("P", "", "provisional"), ("E", "", "estimate")],
        ),
    ]


def _codelist(name: str, title: str, codes: Iterable[tuple[str, str, str]]) -> str:
    items = "".join(
        f"<str:Code id={quoteattr(code)}>{_names(zh, en) or _names('', code)}</str:Code>"
        for code, zh, en in codes
    )
    return (
        f'<str:Codelist id="{name}" agencyID="{AGENCY}" version="{VERSION}">'
        f"<com:Name>{title}</com:Name>{items}</str:Codelist>"
    )


def _names(zh: str, en: str) -> str:
    found = [("zh", zh), ("en", en)]
    return "".join(
        f'<com:Name xml:lang="{lang}">{escape(text)}</com:Name>' for lang, text in found if text
    )


def _data_structure(title: str) -> str:
    dimensions = "".join(
        f'<str:Dimension id="{c.id}" position="{n}">{_identity(c.id)}{_represented(c)}'
        "</str:Dimension>"
        for n, c in enumerate(DIMENSIONS, start=1)
    )
    time = (
        f'<str:TimeDimension id="TIME_PERIOD" position="{len(DIMENSIONS) + 1}">'
        f"{_identity('TIME_PERIOD')}<str:LocalRepresentation>"
        '<str:TextFormat textType="ObservationalTimePeriod"/></str:LocalRepresentation>'
        "</str:TimeDimension>"
    )
    attributes = "".join(
        f'<str:Attribute id="{c.id}" assignmentStatus="Conditional">{_identity(c.id)}'
        f"{_represented(c)}<str:AttributeRelationship><str:PrimaryMeasure>"
        '<Ref id="OBS_VALUE"/></str:PrimaryMeasure></str:AttributeRelationship></str:Attribute>'
        for c in ATTRIBUTES
    )
    return (
        f'<str:DataStructure id="{STRUCTURE}" agencyID="{AGENCY}" version="{VERSION}">'
        f"<com:Name>{escape(title)}</com:Name><str:DataStructureComponents>"
        f'<str:DimensionList id="DimensionDescriptor">{dimensions}{time}</str:DimensionList>'
        f'<str:AttributeList id="AttributeDescriptor">{attributes}</str:AttributeList>'
        '<str:MeasureList id="MeasureDescriptor"><str:PrimaryMeasure id="OBS_VALUE">'
        f"{_identity('OBS_VALUE')}</str:PrimaryMeasure></str:MeasureList>"
        "</str:DataStructureComponents></str:DataStructure>"
    )


def _identity(concept: str) -> str:
    return (
        f'<str:ConceptIdentity><Ref id="{concept}" maintainableParentID="CS" '
        f'maintainableParentVersion="{VERSION}" agencyID="{AGENCY}" class="Concept" '
        'package="conceptscheme"/></str:ConceptIdentity>'
    )


def _represented(component: Component) -> str:
    if not component.codelist:
        text = '<str:TextFormat textType="String"/>'
        return f"<str:LocalRepresentation>{text}</str:LocalRepresentation>"
    return (
        f'<str:LocalRepresentation><str:Enumeration><Ref id="{component.codelist}" '
        f'version="{VERSION}" agencyID="{AGENCY}" class="Codelist" package="codelist"/>'
        "</str:Enumeration></str:LocalRepresentation>"
    )
