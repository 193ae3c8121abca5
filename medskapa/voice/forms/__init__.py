"""What people fill in. A form checks what was typed; the rules are in policy and actions."""
