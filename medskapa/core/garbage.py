"""How a process that serves people looks for what can be thrown away."""

import gc

OFTEN_AND_WHOLE = (5_000, 10, 100)
"""How many new objects before what a page made is looked through (some milliseconds, so often), and how seldom that
grows to all that was made since the start (0.05 s and more). By Python's own numbers it does for every tenth visitor:
what is frozen does not count as old, so that it takes what has just been made for much."""


def settle() -> None:
    """What is loaded stays, and is not looked through again; the rest seldom is. Called once, when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN_AND_WHOLE)
