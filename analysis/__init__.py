"""Pure functions over texts and numbers: no Django, no database, no network.

- `stems`: words and Swedish stems, for search and comparison.
- `readability`: how hard a text is to read (LIX).
- `similar`: which texts say the same thing, and which theme a text belongs to.
- `redaction`: what in a text points out a person.
- `receipt`: codes of Swedish words, by which an anonymous person comes back.
- `disclosure`: public figures that give no small number away, not by subtraction either.
- `pilot`: what is tried in one place, before and after, with it and without it, and how sure that is.
- `capacity`: what it would take elsewhere, as ranges from named numbers.
- `draw`: whom to invite, by lot within quotas, so that anybody can repeat it.
- `opinion`: groups that vote alike, what is typical of each, and what all agree on.
"""
