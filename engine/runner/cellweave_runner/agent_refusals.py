"""Why the agent did not do what it was asked to."""

import errno


class Refusal(Exception):
    """Told to the caller: `kind` is for programs, the message for people."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def refusal_of(error):
    """What is told of any exception."""
    if isinstance(error, Refusal):
        return {"kind": error.kind, "message": str(error)}
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return {"kind": "full", "message": f"The disk that holds {error.filename or 'the files of jobs'} is full."}
    if isinstance(error, FileNotFoundError):
        return {"kind": "missing", "message": f"{error.filename} is not there."}
    if isinstance(error, OSError):
        return {"kind": "refused", "message": f"{error.filename or 'The system'}: {error.strerror or error}."}
    return {"kind": "broken", "message": f"{type(error).__name__}: {error}"}
