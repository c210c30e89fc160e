"""The prepared headquarters and laptops of the flows, for what is published to them."""

from tests.flow.conftest import derived_once, prepared, quick_place, world

__all__ = ["derived_once", "prepared", "quick_place", "world"]
