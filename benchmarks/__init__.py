"""Measurements against the yardsticks of the budgets in docs/architecture.md. Not run by the tests."""
