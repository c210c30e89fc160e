"""Forward migrations of the database, one module per layout; see store-format 4."""
