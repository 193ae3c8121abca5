"""Pure functions over texts and numbers: no Django, no database, no network.

- `stems`: words and Swedish stems, for search and comparison.
- `readability`: how hard a text is to read (LIX).
- `similar`: which texts say the same thing, and which theme a text belongs to.
"""
