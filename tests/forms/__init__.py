"""Tests of the form language and the interview engine."""
