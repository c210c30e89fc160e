"""Use cases over ports: run an interview, pack, sync, import, enrol."""
