"""FKB1 bundles, receipts, cards and requests: bytes in, bytes out."""
