"""The files of the page, over HTTP: what lies in the folder `page`, and the palette."""

from http import HTTPStatus
from importlib import resources
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from vigil.view.palette import style_sheet

STREAM = "/stream"
PALETTE = "palette.css"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
# The page speaks to us and to nobody else, whatever a name in a bag contains.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'"
)


def page_file(name: str) -> bytes | None:
    """Return a file of the page, or None where there is no such file."""
    if name == PALETTE:
        return style_sheet().encode()
    folder = resources.files("vigil.view") / "page"
    found = next((part for part in folder.iterdir() if part.name == name), None)
    return found.read_bytes() if found else None


def answer(page: ServerConnection, request: Request) -> Response | None:
    """Answer a request for a file; None lets the stream begin."""
    path = urlsplit(request.path).path
    if path == STREAM:
        return None if _same_origin(request) else page.respond(HTTPStatus.FORBIDDEN, "not ours\n")
    name = path.removeprefix("/") or "index.html"
    content = page_file(name)
    if content is None:
        return page.respond(HTTPStatus.NOT_FOUND, f"there is no {name}\n")
    headers = Headers(
        {
            "Content-Type": TYPES[PurePosixPath(name).suffix],
            "Content-Length": str(len(content)),
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
        }
    )
    return Response(HTTPStatus.OK, "OK", headers, content)


def _same_origin(request: Request) -> bool:
    """Browsers let any page open a socket to this machine; only our own may see the cameras."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")
