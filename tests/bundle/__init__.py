"""Tests of fieldkit.sync.bundle."""
