"""A small board, not Chinese: two islands and their union, three sources that disagree."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "board.yaml": """name: islands
title: {zh: 群岛, en: The Islands}
learned_on: 2025-03-01
headline: {parties: [North, South, Union], indicators: [output, jobs_rate]}
resolve: {name: latest, prefer: [latest]}
""",
    "parties.csv": """code,name_zh,name_en,kind,parent,members,aliases
N,北岛,North,province,,,Nord
S,南岛,South,province,,,
U,群岛,Union,group,,N;S,The Islands
""",
    "indicators.csv": """slug,name_zh,name_en,unit,kind,better,additive,low,high,price_basis,aliases
output,产出,Output,million EUR,flow,up,yes,0,,current,GVA
output_per_head,人均产出,Output per head,EUR,ratio,up,,0,,current,
people,人口,People,persons,stock,,yes,0,,,
jobs_rate,就业率,Employment rate,%,ratio,up,,0,100,,
ferries,渡轮,Ferry passages,persons,flow,,,0,,,
""",
    "sources.csv": """code,title,published_on
Y1,"Yearbook <2023>, 1st edition",2023-06-30
Y2,Yearbook 2024,2024-06-30
PR,Press note,
""",
    "facts/figures.csv": """key,indicator,party,period,value,unit,qualifier,source,locator,note
a,output,N,2021,400,million EUR,,Y1,T1,
b,output,S,2021,250,million EUR,,Y1,T1,
c,output,U,2021,650,million EUR,,Y1,T1,
d,output,N,2022,420,million EUR,,Y2,T1,
e,output,S,2022,260,million EUR,,Y2,T1,
f,output,U,2022,700,million EUR,,Y2,T1,
g,output,N,2021,440,million EUR,,Y2,T1,"=HYPERLINK(""x"")"
h,jobs_rate,N,2021,61.5,%,,Y1,T2,
i,jobs_rate,N,2022,62,%,about,PR,,
j,ferries,N→S,2022,12000,persons,and_more,Y2,T3,
k,output,N,2023,430,million EUR,,PR,,
""",
    "identities.yaml": "identities: []\n",
}


def make_board(folder: Path) -> Path:
    """The board in `folder`."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
