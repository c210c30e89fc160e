"""The form engine: read YAML, check, compile, ask, classify. No I/O."""
