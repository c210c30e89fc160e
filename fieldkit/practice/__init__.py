"""Practice interviews as data: vignettes, keys, how a run of one is marked, what a class says. Values only: no I/O."""
