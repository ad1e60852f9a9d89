"""Whether an outlet gives less than its own habit would: how probable is so long a pause, by all its pauses before?"""

from __future__ import annotations

import math

from crawler.core.rhythm import Rhythm

# How often an outlet that is well may be told as silent, by each way to be quiet: once in fifty years.
_WRONGLY_A_YEAR = 0.02
_HOURS_A_YEAR = 8766
# Fewer pauses tell no habit; then an outlet may be quiet for two months, or three times as long as it ever was.
_FEWEST_PAUSES = 8
_MANY_PAUSES = 15
_UNKNOWN_DAYS = 60
_UNKNOWN_TIMES = 3
# Pauses vary as those of chance do until so many were seen, and never less than those of a weekly column do.
_PRIOR_PAUSES = 3
_SHAPES = (0.3, 6.0)
# What an outlet leaves out by chance once in three thousand pauses; after two months no erratic habit explains it.
_MANY_DUE = 8
# An outlet with few hours of news a day is a person or two, who go on leave for a week and both its weekends twice a year;
# the more it gives, the more people it has, and a newsroom does not close at all.
_LEAVE_DAYS = 9
_LEAVE_HOURS = 45
_LEAVES_A_YEAR = 2
_SHORTEST_DAYS = 1
# A leave is seldom much longer than the last one. Of pauses that come by chance, n a year, one in n is in some year more than
# this many times as long as the longest before.
_BEYOND_LONGEST = 1.25
_FAR_BEYOND_LONGEST = 2.5


def is_silent(rhythm: Rhythm) -> bool:
    """Whether the outlet has been silent for longer than its habit, its leaves and chance would explain."""
    due, idle = rhythm.pause.due, rhythm.pause.idle
    if rhythm.known < _FEWEST_PAUSES:
        return idle > max(_UNKNOWN_DAYS, _UNKNOWN_TIMES * rhythm.longest)
    beyond = idle - longest_leave(rhythm)
    if beyond <= 0 or idle < _BEYOND_LONGEST * rhythm.longest:
        return False
    far = rhythm.known > _MANY_PAUSES and idle > _FAR_BEYOND_LONGEST * rhythm.longest
    far = far or (idle > _UNKNOWN_DAYS and due > _MANY_DUE)
    by_chance = chance(rhythm, due) * rhythm.rate * _HOURS_A_YEAR
    after_a_leave = chance(rhythm, due * beyond / idle) * _LEAVES_A_YEAR
    return (far or by_chance < _WRONGLY_A_YEAR) and after_a_leave < _WRONGLY_A_YEAR


def longest_leave(rhythm: Rhythm) -> float:
    """How many days an outlet of this size may be on leave."""
    return min(max(_LEAVE_HOURS / (24 * rhythm.rate), _SHORTEST_DAYS), _LEAVE_DAYS)


def chance(rhythm: Rhythm, due: float) -> float:
    """How probable it is, 0 to 1, that a pause of this outlet becomes so long that so many hours with news were due in it.

    Its pauses are taken for gamma distributed, with a mean at the upper end of what was seen.
    """
    pauses = rhythm.pauses
    mean = pauses.total / pauses.count
    variance = max(0.0, pauses.squares / pauses.count - mean * mean)
    spread = (rhythm.known * variance + _PRIOR_PAUSES * mean * mean) / (rhythm.known + _PRIOR_PAUSES)
    shape = min(max(mean * mean / spread, _SHAPES[0]), _SHAPES[1])
    upper = mean * (1 + 1 / math.sqrt(rhythm.known * shape))
    return gamma_tail(shape, shape * due / upper)


def gamma_tail(shape: float, x: float) -> float:
    """The probability that a gamma variable of scale 1 is above `x`: the regularised upper incomplete gamma function."""
    if x <= 0:
        return 1.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return 1 - scale * _lower(shape, x) if x < shape + 1 else scale * _upper(shape, x)


def _lower(shape: float, x: float) -> float:
    """Its series, which ends soon where `x` is small."""
    term = total = 1 / shape
    n = shape
    while term > total * 1e-12:
        n += 1
        term *= x / n
        total += term
    return total


def _upper(shape: float, x: float) -> float:
    """Its continued fraction, by Lentz's method, which ends soon where `x` is great."""
    b = x + 1 - shape
    c, d = math.inf, 1 / b
    fraction = d
    for n in range(1, 200):
        a = -n * (n - shape)
        b += 2
        d = 1 / (a * d + b)
        c = b + a / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-12:  # noqa: PLR2004 - as good as the series
            break
    return fraction
