"""The forms of the commons."""
