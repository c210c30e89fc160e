"""How work leaves a laptop and comes back: bundles, receipts, mailboxes."""
