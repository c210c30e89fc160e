"""One module per command group: parse, call a workflow, return a Result."""
