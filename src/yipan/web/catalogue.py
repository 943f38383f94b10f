"""The catalogue of a board's datasets in DCAT-AP (JSON-LD): one dataset an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.web.pages.indicators import figures_by_indicator

if TYPE_CHECKING:
    from yipan.web.address import Address
    from yipan.web.shelf import View

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
MEDIA = "http://www.iana.org/assignments/media-types/"
FORMS = (("csv", "text/csv"), ("json", "application/json"))


def catalogue(view: View, address: Address, base: str) -> dict[str, object]:
    """Title and description in both languages, and a distribution for each form of the data."""
    board = view.board
    home = f"{base}{address.to()}"
    datasets = [
        _dataset(view, address, base, slug)
        for slug, count in figures_by_indicator(view).items()
        if count
    ]
    return {
        "@context": CONTEXT,
        "@id": f"{home}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _both(board.title.zh, board.title.en),
        "dct:description": _both(board.description.zh, board.description.en),
        "dct:language": [{"@id": f"{LANGUAGE}ZHO"}, {"@id": f"{LANGUAGE}ENG"}],
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": board.name},
        "foaf:homepage": {"@id": home},
        "dcat:dataset": datasets,
    }


def _dataset(view: View, address: Address, base: str, slug: str) -> dict[str, object]:
    board = view.board
    indicator = board.indicators.find(slug)
    page = f"{base}{address.to('indicator', slug)}"
    asked = f"{base}/api/v1{address.to('facts', indicator=slug)}"
    forms = [("json", MEDIA + "application/json", asked)]
    forms += [
        (suffix, MEDIA + media, f"{base}{address.to('figure', 'indicator', f'{slug}.{suffix}')}")
        for suffix, media in FORMS[:1]
    ]
    return {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": slug,
        "dct:title": _both(indicator.name("zh"), indicator.name("en")),
        "dct:description": _both(
            f"{indicator.name('zh')}({indicator.unit})",
            f"{indicator.name('en')} ({indicator.unit})",
        ),
        "dcat:keyword": [word for word in (indicator.domain, *indicator.aliases) if word],
        "dcat:landingPage": {"@id": page},
        "dcat:version": view.pin,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": suffix.upper(),
                "dcat:accessURL": {"@id": url},
                "dcat:downloadURL": {"@id": url},
                "dcat:mediaType": {"@id": media},
            }
            for suffix, media, url in forms
        ],
    }


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": text, "@language": lang} for lang, text in (("zh", zh), ("en", en)) if text]
