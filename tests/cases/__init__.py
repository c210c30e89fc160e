"""Tests of records and the 24-hour clock."""
