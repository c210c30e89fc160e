"""The whole product from the outside: the commands that people type, on real stores, with real bundles."""
