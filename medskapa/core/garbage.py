"""How a process that serves people looks for what can be thrown away."""

import gc

SELDOM = (50_000, 20, 50)
"""A page makes some thousands of objects. By the usual numbers it is every tenth visitor who waits while all that has
been made since the start is looked through: 0.05 s and more."""


def settle() -> None:
    """What is loaded stays, and is not looked through again; the rest is, seldom. Called once, when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
