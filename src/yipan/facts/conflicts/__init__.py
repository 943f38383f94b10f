"""Disagreements between printed figures: found, classified and shown with the sum.

Two figures disagree when no value exists that both can stand for: their intervals, widened by the
printed precision, do not meet. Figures that agree after rounding are never reported. What must hold
between figures (parts, identities, plausible changes) is data of the board; see
`core.identities` and `relations`.

| class | two or more figures that cannot all be true because |
| --- | --- |
| contradiction | one source prints two values for one thing |
| vintage | sources of different vintage (a note), date or status print different values |
| sources | two sources differ and nothing printed explains it |
| definition | they differ in definition or price basis |
| parts | parts do not add up to the printed whole |
| identity | an identity that the board declares is broken |
| bounds | a value lies outside what the indicator can be, or a part exceeds its whole |
| growth | the change between two figures is not plausible |
"""
