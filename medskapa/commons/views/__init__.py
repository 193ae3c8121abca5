"""The pages of the commons."""
