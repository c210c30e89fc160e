"""Tests of the screens, prompts, plain lines, passphrase input and rendering."""
