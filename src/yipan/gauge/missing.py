"""The rules for missing cells that may be asked for; each changes no known value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge.arrays import Bools, Floats
from yipan.gauge.table import Dense

IMPUTATIONS = ("mean", "median", "linear", "previous", "group", "knn")


def apply_missing_rule(array: Dense, rule: str) -> tuple[Dense, str]:
    """The array after the rule, and what it did."""
    if rule.startswith("drop-"):
        return _drop(array, rule.removeprefix("drop-"))
    method = rule.removeprefix("impute:")
    count = int(np.isnan(array.values).sum())
    filled = impute(array, method)
    return filled, f"{rule}: {count} cells"


def _drop(array: Dense, axis: str) -> tuple[Dense, str]:
    at = array.axes.index(axis)
    others = tuple(i for i in range(array.values.ndim) if i != at)
    bad = np.isnan(array.values).any(axis=others)
    keep = np.flatnonzero(~bad)
    if not len(keep):
        raise BadInput(
            Words(f"每个{axis}都有缺值", f"every {axis} has a missing cell"),
            hint=Words("改用 impute:METHOD", "use impute:METHOD"),
        )
    names = array.labels[at]
    labels = list(array.labels)
    labels[at] = tuple(names[i] for i in keep)
    dropped = [names[i] for i in np.flatnonzero(bad)]
    out = replace(
        array,
        labels=tuple(labels),
        values=np.take(array.values, keep, axis=at),
        weights=None if array.weights is None else np.take(array.weights, keep, axis=at),
    )
    if axis == "party":
        groups = tuple(array.groups[i] for i in keep) if array.groups else None
        subgroups = tuple(array.subgroups[i] for i in keep) if array.subgroups else None
        out = replace(out, groups=groups, subgroups=subgroups)
    return out, f"drop-{axis}: {', '.join(dropped)}"


def impute(array: Dense, method: str) -> Dense:
    """The array (party, period, last axis) with its missing cells filled."""
    if method not in IMPUTATIONS:
        raise BadInput(
            Words(f"没有插补方法 {method}", f"there is no imputation {method}"),
            hint=Words(f"可用: {', '.join(IMPUTATIONS)}", f"use one of {', '.join(IMPUTATIONS)}"),
        )
    if array.axes[:2] != ("party", "period") or array.values.ndim != 3:
        raise BadInput(Words("插补需要方×时期×指标表", "imputing needs party, period, indicator"))
    x = array.values
    if method in ("mean", "median"):
        centre = np.nanmean if method == "mean" else np.nanmedian
        filled = _fill_by(x, centre)
    elif method == "group":
        filled = _group_mean(array)
    elif method == "knn":
        filled = nearest_mean(x, count=3)
    else:
        filled = _along_time(array, method)
    return replace(array, values=np.where(np.isnan(x), filled, x))


def _fill_by(x: Floats, centre: Callable[[Floats], Floats]) -> Floats:
    """The mean or median over parties of the same period."""
    present = ~np.isnan(x).all(axis=0)
    out = np.full(x.shape, np.nan)
    for t, k in np.argwhere(present):
        out[:, t, k] = centre(x[:, t, k])
    return out


def _group_mean(array: Dense) -> Floats:
    """The mean of the party's own group in the same period."""
    coded = array.group_codes()
    if coded is None:
        raise BadInput(Words("缺少列 group", "impute:group needs the column group"))
    names, codes = coded
    out = np.full(array.values.shape, np.nan)
    for g in range(len(names)):
        members = codes == g
        block = array.values[members]
        known = (~np.isnan(block)).sum(axis=0)
        total = np.nansum(block, axis=0)
        out[members] = np.divide(total, known, out=np.full(total.shape, np.nan), where=known > 0)
    return out


def _along_time(array: Dense, method: str) -> Floats:
    """Linear in time (ends carried), or the previous known value."""
    x = array.values
    t = np.arange(x.shape[1], dtype=np.float64)
    out = np.full(x.shape, np.nan)
    for p in range(x.shape[0]):
        for k in range(x.shape[2]):
            known: Bools = ~np.isnan(x[p, :, k])
            if not known.any():
                continue
            at = np.flatnonzero(known)
            if method == "linear":
                out[p, :, k] = np.interp(t, t[at], x[p, at, k])
            else:
                place = np.searchsorted(at, np.arange(len(t)), side="right") - 1
                out[p, :, k] = np.where(place >= 0, x[p, at[place.clip(0)], k], np.nan)
    return out


def nearest_mean(x: Floats, count: int) -> Floats:
    """The mean of the `count` nearest rows (party and period) that know the cell.

    Distance: root mean square over the indicators both rows know, each scaled by its range.
    """
    flat = x.reshape(-1, x.shape[2])
    span = np.nanmax(flat, axis=0) - np.nanmin(flat, axis=0)
    scaled = flat / np.where(span > 0, span, 1.0)
    out = flat.copy()
    for i in np.flatnonzero(np.isnan(flat).any(axis=1)):
        both = ~np.isnan(scaled) & ~np.isnan(scaled[i])
        shared = both.sum(axis=1)
        square = np.where(both, (scaled - scaled[i]) ** 2, 0.0).sum(axis=1)
        distance = np.where(shared > 0, square / np.maximum(shared, 1), np.inf)
        distance[i] = np.inf
        order = np.argsort(distance, kind="stable")
        for k in np.flatnonzero(np.isnan(flat[i])):
            near = [j for j in order if not np.isnan(flat[j, k]) and np.isfinite(distance[j])]
            if near:
                out[i, k] = flat[near[:count], k].mean()
    return out.reshape(x.shape)
