"""Tests of the encrypted store, on real SQLCipher files."""
