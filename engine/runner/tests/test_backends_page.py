"""The examples of the page on skeletons that need what only these tests have."""

from tests.test_skeletons_page import Page

__all__ = ["Page"]
