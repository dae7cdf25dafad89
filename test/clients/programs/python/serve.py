"""The loop of every client program: a line of JSON asks for a case, a line of JSON tells what came of it."""

import json
import sys

MESSAGE_CHARS_MAX = 600

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def causes(error):
    """All that went wrong, one behind the other: libraries wrap the errors of the library below."""
    at = error
    for _ in range(8):
        if at is None:
            return
        yield at
        at = at.__cause__ or at.__context__


def kinds(library):
    """For libraries whose errors are classes."""

    def kind_of(error):
        if isinstance(error, library.PermissionDeniedError):
            return "permission"
        if isinstance(error, library.AuthenticationError):
            return "authentication"
        return "api" if isinstance(error, library.APIError) else None

    return kind_of


def serve(cases, kind_of):
    for line in sys.stdin:
        asked = json.loads(line)
        told = {"id": asked.pop("id")}
        try:
            told["value"] = cases[asked.pop("name")](asked)
            told["ok"] = True
        except Exception as error:  # whatever it is, the suite is told
            kind = next((kind for kind in map(kind_of, causes(error)) if kind), "other")
            told["ok"] = False
            told["error"] = {
                "kind": kind,
                "name": type(error).__name__,
                "message": str(error)[:MESSAGE_CHARS_MAX],
            }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
