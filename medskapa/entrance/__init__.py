"""The common entrance: one conversation, told once, and what goes where."""
