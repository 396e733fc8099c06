"""The sandbox's own paths, `/_sandbox/...`: JSON in, JSON out, no signature."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.core.request import Request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.request import Environ

PREFIX = "/_sandbox/"

AdminHandler = Callable[[Mapping[str, str], dict[str, Any]], Any]
"""(what the path's placeholders hold, the JSON body or the query string) -> a value for json.dumps.

Raises AwsError or ValueError to refuse.
"""


class AdminPaths:
    """A register of paths: packages that extend the sandbox add theirs."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], AdminHandler] = {}
        """By method and path."""

    def add(self, method: str, path: str, handler: AdminHandler) -> None:
        """Serve `method` on `/_sandbox/<path>`; placeholders as in `accounts/<account>` (werkzeug's rules)."""
        self._handlers[method, path] = handler

    def serves(self, environ: Environ) -> bool:
        """Whether a request is one for these paths."""
        return str(environ.get("PATH_INFO", "")).startswith(PREFIX)

    def answer(self, environ: Environ) -> Response:
        """Handle a request. Errors come as `{"error": code, "message": text}` with status 4xx."""
        try:
            served, placeholders = _map(tuple(self._handlers)).bind_to_environ(environ).match()
            return _json(self._handlers[served](placeholders, _body(Request(environ))), 200)
        except NotFound:
            return _json({"error": "NotFound", "message": f"The sandbox has no path {environ['PATH_INFO']}."}, 404)
        except HTTPException as error:
            return _json({"error": error.name, "message": str(error.description)}, error.code or 400)
        except AwsError as error:
            return _json({"error": error.code, "message": error.message}, error.status)
        except ValueError as error:
            return _json({"error": "ValidationError", "message": str(error)}, 400)


@cache
def _map(served: tuple[tuple[str, str], ...]) -> Map:
    """One process compiles the same paths once, however many servers its tests start."""
    return Map([Rule(PREFIX + path, methods=[method], endpoint=(method, path)) for method, path in served], strict_slashes=False)


def _body(request: Request) -> dict[str, Any]:
    text = request.get_data(as_text=True)
    document = json.loads(text) if text else request.args.to_dict()
    if not isinstance(document, dict):
        raise ValueError("The body must be a JSON object.")
    return document


def _json(value: Any, status: int) -> Response:
    return Response(json.dumps(value, default=str) + "\n", status=status, mimetype="application/json")
