"""The only code that reads voice for a viewer. Every function starts from what that viewer may see."""
