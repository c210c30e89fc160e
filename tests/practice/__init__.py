"""Practice interviews: what a vignette may be, that each agrees with its form, and how a run is marked."""
