"""fieldkit: offline-first screening for signs of human trafficking."""

__version__ = "0.1.0"
