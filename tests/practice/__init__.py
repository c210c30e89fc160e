"""Practice: vignettes, marking, agreement of a class."""
