"""Tests of practice: keys, marking, and what a class's results say."""
