"""The opinion groups as a picture: the geometry of a small SVG that is drawn on the server.

Each person is a dot, and groups that vote more unlike each other stand further apart. Within its group a dot stands
where there is room: the place that somebody's own votes give them would, with few statements, tell all their votes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

WIDTH, HEIGHT = 640, 360
"""The drawing's own units; the page scales it."""

DOT = 7.0
_ROOM = 9.5  # how far out the next dot stands, times the square root of its number
_BETWEEN = 24.0  # between the edges of two groups
_EDGE = 34.0
MOST = 1.9  # a small meeting does not fill the picture with a few large dots
_TURN = pi * (3 - sqrt(5))  # the golden angle: dots spread like the seeds of a sunflower
_ROUNDS = 200

Point = tuple[float, float]


@dataclass(frozen=True)
class Circle:
    """A group in the picture: its middle, how far it reaches, where its name stands, and its dots."""

    x: float
    y: float
    radius: float
    name_y: float
    dots: Sequence[Point]


@dataclass(frozen=True)
class Picture:
    circles: Sequence[Circle]
    width: int = WIDTH
    height: int = HEIGHT
    dot: float = DOT


def drawn(groups: Sequence[tuple[int, Point]]) -> Picture:
    """The picture of `groups`, each with its size and its middle among the votes; the same groups, the same picture."""
    radii = [_ROOM * sqrt(size) + DOT for size, _middle in groups]
    places = _apart([middle for _size, middle in groups], radii)
    scale, left, top = _fitting(places, radii)
    circles = []
    for (size, _middle), (x, y), radius in zip(groups, places, radii, strict=True):
        at_x, at_y = left + scale * x, top + scale * y
        dots = [
            (
                round(at_x + scale * _ROOM * sqrt(number + 0.5) * cos(number * _TURN), 1),
                round(at_y + scale * _ROOM * sqrt(number + 0.5) * sin(number * _TURN), 1),
            )
            for number in range(size)
        ]
        reach = scale * radius
        circles.append(Circle(round(at_x, 1), round(at_y, 1), round(reach, 1), round(at_y - reach - 8, 1), dots))
    return Picture(circles, dot=round(DOT * min(scale, 1.4), 1))


def _apart(middles: Sequence[Point], radii: Sequence[float]) -> list[Point]:
    """The middles, as far from each other as they were but for groups that would lie on top of each other."""
    if len(middles) < 2:
        return [(0.0, 0.0)] * len(middles)
    furthest = max(hypot(a[0] - b[0], a[1] - b[1]) for a in middles for b in middles) or 1.0
    spread = 2.5 * max(radii) / furthest
    places = [(x * spread, y * spread) for x, y in middles]
    for _round in range(_ROUNDS):
        moved = False
        for one in range(len(places)):
            for other in range(one + 1, len(places)):
                across, along = places[other][0] - places[one][0], places[other][1] - places[one][1]
                distance = hypot(across, along)
                short = radii[one] + radii[other] + _BETWEEN - distance
                if short <= 0.01:
                    continue
                moved = True
                turn = (across / distance, along / distance) if distance > 1e-9 else (cos(other), sin(other))
                places[one] = (places[one][0] - turn[0] * short / 2, places[one][1] - turn[1] * short / 2)
                places[other] = (places[other][0] + turn[0] * short / 2, places[other][1] + turn[1] * short / 2)
        if not moved:
            break
    return places


def _fitting(places: Sequence[Point], radii: Sequence[float]) -> tuple[float, float, float]:
    """How to scale and where to put the picture so that all of it is seen."""
    if not places:
        return 1.0, 0.0, 0.0
    xs = [(x - r, x + r) for (x, _y), r in zip(places, radii, strict=True)]
    ys = [(y - r, y + r) for (_x, y), r in zip(places, radii, strict=True)]
    low_x, high_x = min(low for low, _high in xs), max(high for _low, high in xs)
    low_y, high_y = min(low for low, _high in ys), max(high for _low, high in ys)
    scale = min((WIDTH - 2 * _EDGE) / (high_x - low_x), (HEIGHT - 2 * _EDGE) / (high_y - low_y), MOST)
    return scale, WIDTH / 2 - scale * (low_x + high_x) / 2, HEIGHT / 2 + 10 - scale * (low_y + high_y) / 2
