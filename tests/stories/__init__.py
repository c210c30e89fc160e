"""What people do at a terminal, from set-up to "received by HQ": pseudo-terminals, pipes, power cuts."""
