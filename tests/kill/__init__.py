"""kill -9 at random moments of the whole chain: answering, packing, syncing, importing, changing a passphrase."""
