"""What may be read at the entrance, for a viewer."""

from medskapa.entrance.queries.facts import asked_again_in, facts_of

__all__ = ["asked_again_in", "facts_of"]
