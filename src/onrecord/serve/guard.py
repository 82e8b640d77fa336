"""What every request passes: the Host header (DNS rebinding), the token, the origin of writes; and the headers every answer carries.

Plain ASGI: nothing is buffered, so that streams stay streams.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "onrecord"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers send forms with "Origin: null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
READING = ("GET", "HEAD", "OPTIONS")
UPLOADS = ("/api/uploads", "/documents")  # where files may be sent to
UPLOAD, WRITE = 200 << 20, 4 << 20  # bytes of one request


class Guard:
    def __init__(self, app: ASGIApp, hosts: Sequence[str], token: str | None) -> None:
        self.app, self.hosts, self.token = app, tuple(hosts), token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope.setdefault("state", {})

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                etag = scope["state"].get("etag")
                if etag and message["status"] < 400:
                    out.setdefault("ETag", etag)
                    out.setdefault("Cache-Control", "private, no-cache")  # kept, but asked again each time
            await send(message)

        left = UPLOAD if scope["path"] in UPLOADS else WRITE

        async def received() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"more than {(UPLOAD if scope['path'] in UPLOADS else WRITE) >> 20} MB at once; `onrecord read` takes any amount")
            return message

        answer = self._entered(scope) or self._refused(scope, headers)
        await (answer or self.app)(scope, received, sent)

    def _entered(self, scope: Scope) -> RedirectResponse | None:
        """`/?token=…`, as the terminal prints it: the token goes into a cookie, and out of the address."""
        given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if scope["method"] != "GET" or "token" not in given or not self._is(given["token"]):
            return None
        del given["token"]
        answer = RedirectResponse("?" + urlencode(given) if given else scope["path"], status_code=303)
        answer.set_cookie(COOKIE, self.token or "", httponly=True, samesite="strict")
        return answer

    def _refused(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return PlainTextResponse(f"this server is not called {host[:100]!r}\n", 421)
        known = self._known(headers)
        scope["state"]["writer"] = known
        if scope["method"] in READING:
            return None
        if self.token is None:
            return PlainTextResponse("this server only reads; `onrecord serve RECORD --token` allows more\n", 403)
        origin = headers.get("origin")
        if not known:
            return PlainTextResponse("the token is missing or wrong: Authorization: Bearer TOKEN\n", 401)
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("sent from another site\n", 403)
        return None

    def _known(self, headers: Headers) -> bool:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is(given.strip()):
            return True
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        return cookie is not None and self._is(cookie.value)

    def _is(self, given: str) -> bool:
        return self.token is not None and secrets.compare_digest(given.encode(), self.token.encode())


def _name(host: str) -> str:
    """"[::1]:8000" -> "[::1]"; "localhost:8000" -> "localhost\""""
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0].lower()
