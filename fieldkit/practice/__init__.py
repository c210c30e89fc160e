"""Practice interviews as data: vignettes, what is wrong with one, and how a run of one is marked. No I/O."""
