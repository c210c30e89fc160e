"""Screens, prompts, plain lines, passphrase input, rendering of results."""
