"""Interaction between places and centrality in networks: pure functions on matrices."""

from __future__ import annotations

import heapq

import numpy as np

from yipan.gauge.arrays import Floats


def gravity(mass_a: Floats, mass_b: Floats, distance: Floats, power: float, k: float) -> Floats:
    """k M_i M_j / d^b; NaN where no distance is known."""
    return np.asarray(k * mass_a[:, None] * mass_b[None, :] / distance**power)


def decay(distance: Floats, kind: str, parameter: float) -> Floats:
    """power d^-b, exponential exp(-b d), or threshold 1 within b."""
    if kind == "exponential":
        return np.asarray(np.exp(-parameter * distance))
    if kind == "threshold":
        return (distance <= parameter).astype(np.float64)
    return np.asarray(distance**-parameter)


def shortest_paths(length: Floats) -> tuple[Floats, Floats]:
    """Distances and betweenness by Brandes (2001); `length` is inf where there is no link."""
    n = len(length)
    near = [np.flatnonzero(np.isfinite(length[i])) for i in range(n)]
    distances, between = np.full((n, n), np.inf), np.zeros(n)
    for source in range(n):
        distance, count = np.full(n, np.inf), np.zeros(n)
        before: list[list[int]] = [[] for _ in range(n)]
        distance[source], count[source] = 0.0, 1.0
        done: list[int] = []
        seen = np.zeros(n, dtype=bool)
        heap = [(0.0, source)]
        while heap:
            d, i = heapq.heappop(heap)
            if seen[i]:
                continue
            seen[i] = True
            done.append(i)
            for j in near[i].tolist():
                reach = float(d + length[i, j])
                slack = 1e-12 * max(1.0, reach)
                if reach < distance[j] - slack:
                    distance[j], count[j], before[j] = reach, count[i], [i]
                    heapq.heappush(heap, (reach, j))
                elif abs(reach - distance[j]) <= slack and not seen[j]:
                    count[j] += count[i]
                    before[j].append(i)
        distances[source] = distance
        share = np.zeros(n)
        for j in reversed(done):
            for i in before[j]:
                share[i] += count[i] / count[j] * (1 + share[j])
            if j != source:
                between[j] += share[j]
    return distances, between


def eigenvector(flow: Floats, rounds: int = 10_000) -> Floats:
    """The Perron vector of the symmetric strength, largest entry 1 (power iteration on A + I)."""
    strength = (flow + flow.T) / 2
    scale = strength.max()
    if scale <= 0:
        return np.full(len(flow), np.nan)
    shifted = strength / scale + np.eye(len(flow))
    vector = np.ones(len(flow))
    for _ in range(rounds):
        fresh = shifted @ vector
        fresh = fresh / fresh.max()
        if np.abs(fresh - vector).max() < 1e-14:
            break
        vector = fresh
    return np.asarray(vector)
