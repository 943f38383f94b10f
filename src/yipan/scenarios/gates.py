"""The gate between `estimated` and `assumed`: sign, lead placebo, gain out of sample.

Two-way fixed effects on a balanced panel, y(i,t) on u(i,t-lag), errors clustered by party (CR1,
t distribution with parties - 1 degrees of freedom). `growth` takes yearly changes of logarithms,
`level` logarithms. A link is estimated only when all three hold:

1. sign: the estimate has the sign that is claimed and differs from 0 at 5 %;
2. lead: next year's driver, put beside it, does not differ from 0 at 5 % (it cannot cause today);
3. out of sample: from rolling origins, forecasts of next year's change (each party's distance from
   the mean) are at least 1 % better with the driver than without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.words import Words
from yipan.scenarios.document import Evidence
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_PARTIES = 10
FEWEST_YEARS = 6
LEAST_GAIN = 0.01
NORMAL_95 = 1.959963984540054
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Gates:
    """What a panel says of one link. `reason` is set where it could not be asked at all."""

    estimate: float | None = None
    error: float | None = None
    lead: float | None = None
    lead_error: float | None = None
    gain: float | None = None
    sign_passed: bool | None = None
    lead_passed: bool | None = None
    gain_passed: bool | None = None
    parties: int = 0
    years: int = 0
    critical: float = NORMAL_95
    reason: Words | None = None

    @property
    def passed(self) -> bool:
        """All three gates."""
        return bool(self.sign_passed and self.lead_passed and self.gain_passed)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the estimate."""
        reach = self.critical * (self.error or 0.0)
        return (self.estimate or 0.0) - reach, (self.estimate or 0.0) + reach


def judge(
    outcome: Floats, driver: Floats, *, lag: int = 1, form: str = "growth", positive: bool = True
) -> Gates:
    """`outcome` and `driver` are parties × years, all above zero."""
    parties, years = outcome.shape
    if outcome.min() <= 0 or driver.min() <= 0:
        words = Words("有非正值,不能取对数", "there are values ≤ 0: no logarithm")
        return Gates(parties=parties, years=years, reason=words)
    y, u = np.log(outcome), np.log(driver)
    if form == "growth":
        y, u = np.diff(y, axis=1), np.diff(u, axis=1)
    if parties < FEWEST_PARTIES or y.shape[1] - lag - 1 < FEWEST_YEARS:
        words = Words(
            f"{parties} 方 {years} 年,不足以检验(须 {FEWEST_PARTIES} 方 {FEWEST_YEARS} 年)",
            f"{parties} parties and {years} years are too few to test "
            f"({FEWEST_PARTIES} and {FEWEST_YEARS} are needed)",
        )
        return Gates(parties=parties, years=years, reason=words)
    sign = 1.0 if positive else -1.0
    limit = critical(parties - 1)
    beta, error = fixed_effects(y[:, lag:], [u[:, : u.shape[1] - lag]])
    both, errors = fixed_effects(y[:, lag:-1], [u[:, : u.shape[1] - lag - 1], u[:, lag + 1 :]])
    gain = _gain(y, u, lag, form)
    return Gates(
        estimate=_clean(beta[0]),
        error=_clean(error[0]),
        lead=_clean(both[1]),
        lead_error=_clean(errors[1]),
        gain=_clean(gain),
        sign_passed=bool(sign * beta[0] > limit * error[0]),
        lead_passed=bool(abs(both[1]) <= limit * errors[1]),
        gain_passed=bool(gain >= LEAST_GAIN),
        parties=parties,
        years=years,
        critical=limit,
    )


def weigh(evidence: Evidence, table: YearTable) -> Gates:
    """The gates of a response on its panel: the parties and years that both series cover."""
    names = (evidence.outcome, evidence.driver)
    spans: dict[str, list[tuple[int, int]]] = {}
    for name in names:
        table.require(name)
        for party in table.parties(name):
            years = sorted(y for i, p, y in table.values if (i, p) == (name, party))
            start = table.unbroken(name, [party], years[-1])
            spans.setdefault(party, []).append((start, years[-1]))
    both = {p: s for p, s in spans.items() if len(s) == len(names)}
    if not both:
        return Gates(reason=Words("没有两者兼有的方", "no party has both series"))
    first = max(start for s in both.values() for start, _ in s)
    last = min(end for s in both.values() for _, end in s)
    if last <= first:
        return Gates(reason=Words("没有共同年份", "there are no years in common"))
    grids = [table.grid(name, both, range(first, last + 1)) for name in names]
    return judge(*grids, lag=evidence.lag, form=evidence.form, positive=evidence.positive)


def fixed_effects(y: Floats, drivers: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Coefficients and errors clustered by party; both ways' means are taken out first."""
    outcome = within(y)
    columns = [within(u) for u in drivers]
    x = np.stack([c.ravel() for c in columns], axis=1)
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ outcome.ravel())
    residual = outcome - sum(b * c for b, c in zip(beta, columns, strict=True))
    scores = np.stack([(c * residual).sum(axis=1) for c in columns], axis=1)
    parties, count, terms = len(y), y.size, len(drivers)
    used = terms + y.shape[1]
    factor = parties / (parties - 1) * (count - 1) / (count - used)
    variance = inverse @ (scores.T @ scores) @ inverse * factor
    return np.asarray(beta), np.sqrt(np.diag(variance))


def within(values: Floats) -> Floats:
    """Distance from the party's mean and the year's mean."""
    rows = values.mean(axis=1, keepdims=True)
    years = values.mean(axis=0, keepdims=True)
    return np.asarray(values - rows - years + values.mean())


def critical(degrees: int) -> float:
    """The two-sided 5 % point of t, by the expansion of Fisher and Cornish; exact to 0.002
    from 9 degrees of freedom on."""
    z = NORMAL_95
    one = (z**3 + z) / 4
    two = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    three = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + one / degrees + two / degrees**2 + three / degrees**3


def _gain(y: Floats, u: Floats, lag: int, form: str) -> float:
    """1 - error with the driver / error without, over the later half of the years.

    What is forecast is next year's change: a trend in levels would flatter any driver that has one.
    """
    changes = (y, u) if form == "growth" else (np.diff(y, axis=1), np.diff(u, axis=1))
    offset = y.shape[1] - changes[0].shape[1]
    plain, full = 0.0, 0.0
    for year in range(max(FEWEST_YEARS - 1, y.shape[1] // 2), y.shape[1]):
        beta, _ = fixed_effects(y[:, lag:year], [u[:, : year - lag]])
        at = year - offset
        past_y, past_u = changes[0][:, lag:at], changes[1][:, : at - lag]
        usual = past_y.mean(axis=1)
        moved = usual + beta[0] * (changes[1][:, at - lag] - past_u.mean(axis=1))
        truth = changes[0][:, at] - changes[0][:, at].mean()
        plain += float(np.abs(truth - (usual - usual.mean())).sum())
        full += float(np.abs(truth - (moved - moved.mean())).sum())
    return 1 - full / plain if plain > 0 else 0.0


def _clean(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
