"""The session this process runs: what unpickled functions and definitions attach to."""

import sys


class NoDefinitions:
    def reduce(self, value):
        return None

    def is_known(self, value):
        return False

    def is_clean(self, value):
        return False


class NoSession:
    """Outside a job nothing is a definition and no namespace is live."""

    namespace = None
    definitions = NoDefinitions()

    def source_of(self, filename):
        return None

    def know_source(self, filename, source):
        """No traceback will ask."""


current = NoSession()


def begin(session):
    """Makes `session` the one that pickles of this process refer to."""
    setattr(sys.modules[__name__], "current", session)
