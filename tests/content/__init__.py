"""The shipped forms: their texts, and what the interviews on them end with."""
