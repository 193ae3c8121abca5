"""Words of one kind that a room knows by slugs: what is stored is the slug, what people read are the words."""

from collections.abc import Iterable

from django.utils.functional import Promise


class Vocabulary(dict[str, str | Promise]):
    """Slug -> words, in the order in which they are offered."""

    def is_known(self, slug: str) -> bool:
        return slug in self

    def known(self, slugs: Iterable[str]) -> list[str]:
        """Those of `slugs` that are known, each once, in the order of the vocabulary."""
        asked = set(slugs)
        return [slug for slug in self if slug in asked]

    def words_of(self, slugs: Iterable[str]) -> list[str | Promise]:
        """What `slugs` are called, in the order of the vocabulary; one that is not known is left out."""
        return [self[slug] for slug in self.known(slugs)]

    def choices(self) -> list[tuple[str, str | Promise]]:
        """All of them, as a form offers them."""
        return list(self.items())
