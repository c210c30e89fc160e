"""Practice: vignettes, keys, marking, and what a class's results say. Values only: no files, no clock, no chance."""
