"""Hashes of secrets: costly as the settings say, and cheap for what is invented."""

from medskapa.core import hashing


def test_what_was_hashed_cheaply_fits_afterwards_and_nothing_else_does(settings):
    settings.ARGON2 = {"time_cost": 1, "memory_cost": 128, "parallelism": 1}
    with hashing.cheap():
        kept = hashing.hasher().hash("blåbär")
        assert hashing.hasher().memory_cost == 64
    assert hashing.hasher().memory_cost == 128
    assert hashing.fits(kept, "blåbär")
    assert not hashing.fits(kept, "lingon")
