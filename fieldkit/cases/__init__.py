"""Headquarters cases: the 24-hour clock and the records that travel."""
