"""The session this process runs: what unpickled functions and definitions attach to."""

import sys


class NoSession:
    """Outside a job nothing is a definition and no namespace is live."""

    namespace = None

    def definition_of(self, value):
        return None


current = NoSession()


def begin(session):
    """Makes `session` the one that pickles of this process refer to."""
    setattr(sys.modules[__name__], "current", session)
