"""The pages of change. Thin: read what was sent, call one action or query, show what came of it."""
