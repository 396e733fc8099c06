"""The sandbox's own paths, `/_sandbox/...`: JSON in, JSON out, no signature."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.core.request import Request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response

from sandbox.aws.errors import AwsError
from sandbox.aws.request import Environ

PREFIX = "/_sandbox/"
_PLACEHOLDER = re.compile("<(?P<slashes>path:)?(?P<name>[a-z]+)>")

AdminHandler = Callable[[Mapping[str, str], dict[str, Any]], Any]
"""(what the path's placeholders hold, the JSON body or the query string) -> a value for json.dumps.

Raises AwsError or ValueError to refuse.
"""


class AdminPaths:
    """A register of paths: packages that extend the sandbox add theirs."""

    def __init__(self) -> None:
        self._served: dict[str, dict[str, AdminHandler]] = {}
        """Path with its placeholders -> method -> handler."""

    def add(self, method: str, path: str, handler: AdminHandler) -> None:
        """Serve `method` on `/_sandbox/<path>`; placeholders as in `accounts/<account>`, `<path:name>` for slashes too."""
        self._served.setdefault(path, {})[method] = handler

    def serves(self, environ: Environ) -> bool:
        """Whether a request is one for these paths."""
        return str(environ.get("PATH_INFO", "")).startswith(PREFIX)

    def answer(self, environ: Environ) -> Response:
        """Handle a request. Errors come as `{"error": code, "message": text}` with status 4xx."""
        try:
            handler, placeholders = self._found(environ)
            return _json(handler(placeholders, _body(Request(environ))), 200)
        except NotFound:
            return _json({"error": "NotFound", "message": f"The sandbox has no path {environ['PATH_INFO']}."}, 404)
        except HTTPException as error:
            return _json({"error": error.name, "message": str(error.description)}, error.code or 400)
        except AwsError as error:
            return _json({"error": error.code, "message": error.message}, error.status)
        except ValueError as error:
            return _json({"error": "ValidationError", "message": str(error)}, 400)

    def _found(self, environ: Environ) -> tuple[AdminHandler, dict[str, str]]:
        """Raises NotFound and MethodNotAllowed."""
        asked = str(environ["PATH_INFO"]).removeprefix(PREFIX).rstrip("/").encode("latin-1").decode(errors="replace")
        fits = [(methods, match.groupdict()) for path, methods in self._served.items() if (match := _pattern(path).fullmatch(asked))]
        if not fits:
            raise NotFound
        methods, placeholders = min(fits, key=lambda fit: len(fit[1]))  # a path that says it itself before one with a placeholder
        if environ["REQUEST_METHOD"] not in methods:
            raise MethodNotAllowed(valid_methods=list(methods))
        return methods[environ["REQUEST_METHOD"]], placeholders


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """One process compiles each path once, however many servers its tests start."""
    return re.compile(_PLACEHOLDER.sub(lambda found: f"(?P<{found['name']}>{'.+' if found['slashes'] else '[^/]+'})", path))


def _body(request: Request) -> dict[str, Any]:
    text = request.get_data(as_text=True)
    document = json.loads(text) if text else request.args.to_dict()
    if not isinstance(document, dict):
        raise ValueError("The body must be a JSON object.")
    return document


def _json(value: Any, status: int) -> Response:
    return Response(json.dumps(value, default=str) + "\n", status=status, mimetype="application/json")
