"""What people type in the voice room, checked before an action sees it."""
