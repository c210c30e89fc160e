"""Tests of fieldkit.crypto."""
