"""Rows of whole numbers of varying length, kept so that numpy can work on all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Rows:
    """Rows of whole numbers of varying length (none empty), end to end in one array that grows by doubling."""

    def __init__(self) -> None:
        self._flat: Ints = np.zeros(1024, dtype=np.int32)
        self._ends: Ints = np.zeros(256, dtype=np.int32)
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def append(self, row: Sequence[int]) -> None:
        start = int(self._ends[self._rows])
        end = start + len(row)
        if end > len(self._flat):
            self._flat = np.resize(self._flat, max(end, 2 * len(self._flat)))
        if self._rows + 2 > len(self._ends):
            self._ends = np.resize(self._ends, 2 * len(self._ends))
        self._flat[start:end] = row
        self._rows += 1
        self._ends[self._rows] = end

    @property
    def flat(self) -> Ints:
        return self._flat[: self._ends[self._rows]]

    @property
    def starts(self) -> Ints:
        return self._ends[: self._rows]

    @property
    def sizes(self) -> Ints:
        return np.diff(self._ends[: self._rows + 1])

    @property
    def nbytes(self) -> int:
        return self._flat.nbytes + self._ends.nbytes

    def sums(self, values: Floats) -> Floats:
        """For each row, the sum of `values` at the row's numbers."""
        return np.asarray(np.add.reduceat(values[self.flat], self.starts), dtype=np.float32)

    def maxima(self, values: Floats) -> Floats:
        """For each row, the greatest of `values` at the row's numbers."""
        return np.asarray(np.maximum.reduceat(values[self.flat], self.starts), dtype=np.float32)
