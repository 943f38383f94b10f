"""A small invented region, Lakeland, whose files the tests of the board change one by one."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "board.yaml": """\
name: lakeland
title: {zh: 湖地, en: Lakeland}
learned_on: 2024-06-01
headline:
  parties: [Lakeland]
  indicators: [output, People]
resolve:
  name: office-first
  prefer: [priority, latest]
""",
    "parties.csv": """\
# the invented region of the tests
code,name_en,name_zh,kind,parent,members,aliases,valid_from
LL,Lakeland,湖地,group,,North Shore; South Shore,the lakes,
N,North Shore,,province,,,"north; N. Shore",
S,South Shore,,province,,,,1990-01-01
N1,Port Alder,,city,North Shore,,,
""",
    "indicators.csv": """\
slug,name_en,unit,kind,better,additive,low,high,price_basis,aliases
output,Output,million EUR,flow,up,yes,0,,current,gross product
people,People,persons,stock,,yes,0,,,population
share_services,Share of services,%,ratio,up,no,0,100,,
""",
    "sources.csv": """\
code,title,published_on,priority
Y23,Yearbook 2023,2023-11-15,1
Y24,Yearbook 2024,2024-11,1
P,The Shore Gazette,,2
""",
    "facts/output.csv": """\
key,indicator,party,period,value,unit,source,locator,qualifier
a,output,North Shore,2022,"1,204.0",,Y23,table 3,
b,output,north,2022,1210.5,,Y24,table 3,
c,gross product,S,2022,2.1,billion EUR,P,page 1,about
d,output,LL,2022,3300,,Y24,table 3,
""",
    "facts/people.csv": """\
key,indicator,party,period,value,source,locator,row,target,expects,reason
p1,people,N,2022,54000,Y23,table 1,,,,
p2,people,S,2022,61000,Y23,table 1,,,,
p3,,,,60000,,,correction,p2,61000,misprint: table 2 has 60000
""",
}


def write(folder: Path, changes: dict[str, str | None] | None = None) -> Path:
    """Write the board's files with some replaced; None leaves a file out."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return folder
