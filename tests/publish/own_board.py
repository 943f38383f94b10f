"""A small board of another region, for tests of the report: two shores and their group."""

from pathlib import Path

FILES = {
    "board.yaml": """\
name: shores
title: {zh: 两岸, en: Two Shores}
learned_on: 2024-06-01
headline: {parties: [Shores, North Shore, South Shore], indicators: [output, share]}
""",
    "parties.csv": """\
code,name_zh,name_en,kind,members,longitude,latitude
N,北岸,North Shore,city,,-3.5,55.9
S,南岸,South Shore,city,,-3.1,55.2
G,两岸,Shores,group,N;S,,
""",
    "indicators.csv": """\
slug,name_zh,name_en,unit,kind,better,additive,domain
output,总产出,Output,亿元,flow,up,yes,经济
share,占比,Share,%,ratio,up,no,经济
boats,船只,Boats,辆,stock,none,yes,港口
""",
    "sources.csv": """\
code,title,publisher,published_on
A,Almanac of the shores,Office,2023
B,Harbour book,Harbour,2024
""",
    "facts/a.csv": """\
indicator,party,period,value,unit,source,status
output,N,2020,10.5,亿元,A,
output,S,2020,4.5,亿元,A,
output,N,2021,11.0,亿元,A,
output,N,2022,12.6,亿元,A,provisional
output,S,2022,5.4,亿元,A,provisional
share,N,2020,20,%,A,
share,N,2022,23.5,%,A,
boats,N,2022-12-31,40,辆,B,
""",
    "report.yaml": """\
title: {zh: 两岸年度报告, en: Report of the Shores}
sections:
  - title: {zh: 进展, en: Progress}
    blocks:
      - {show: rule}
      - {show: trend, indicators: [output, share], parties: [Shores, North Shore, South Shore]}
      - {show: table, of: change}
      - {show: figure, form: lines, indicators: [output]}
      - {show: figure, form: waterfall, indicators: [output], parties: [Shores]}
      - {show: figure, form: tiles, indicators: [output], parties: [North Shore, South Shore]}
      - show: text
        words:
          zh: "2022年北岸船只为{boats | North Shore | 2022}。"
          en: "{boats | N | latest} boats."
  - title: {zh: 来源, en: Sources}
    blocks: [{show: sources}]
""",
}


def write(folder: Path, **changed: str) -> Path:
    """The files in a folder; a keyword names a file with _ for . and replaces it."""
    files = {**FILES}
    for name, text in changed.items():
        files[
            name.replace("_csv", ".csv").replace("_yaml", ".yaml").replace("facts_a", "facts/a")
        ] = text
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
