"""One web page, with limits: an address that a user types may be anywhere; one found in a document only where it is public."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit

from onrecord import __version__
from onrecord.ingest.archives import LARGEST
from onrecord.ingest.evidence import Response
from onrecord.ingest.extracted import Refused

TIMEOUT = 20.0  # seconds without an answer
PATIENCE = 60.0  # seconds for the whole
REDIRECTS = 5
KEPT = (  # what headers say of the document; cookies and the like are not kept
    "date", "last-modified", "etag", "age", "expires", "cache-control", "content-type", "content-length", "content-language", "content-encoding",
    "content-location", "memento-datetime", "link", "retry-after",
)  # fmt: skip
LONGEST_HEADER = 1000  # characters
AGENT = f"onrecord/{__version__} (reads one page on a user's request)"


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    url: str  # after redirects
    media_type: str | None
    charset: str | None
    retrieved: str  # UTC, to the second
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()  # those of KEPT that the server sent


class Answered(Refused):
    """The server answered, but with no document: 404 says that a page is gone, which is evidence too."""

    def __init__(self, reason: str, response: Response) -> None:
        super().__init__(reason)
        self.response = response


def fetched(url: str, public_only: bool = False) -> Fetched:
    """GET. Raises Refused with the reason; a redirect never leads from a public to a local address, nor off http and https."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("only http:// and https:// addresses are fetched")
    address = urlunsplit(
        parts._replace(path=quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), query=quote(parts.query, safe="=&%/:?@!$'()*+,;~-._"))
    )
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if public_only else None),
        _PublicHTTP() if public_only else urllib.request.HTTPHandler(),
        _PublicHTTPS() if public_only else urllib.request.HTTPSHandler(),
        _Redirects(public_only or _public(parts.hostname)),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    request = urllib.request.Request(
        address, headers={"User-Agent": AGENT, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    )
    until = time.monotonic() + PATIENCE
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            data = _within(answer, until)
            head = answer.headers
            return Fetched(
                data,
                answer.geturl(),
                head.get_content_type() if head.get("Content-Type") else None,
                head.get_content_charset(),
                _now(),
                answer.status or 200,
                _kept(head),
            )
    except HTTPError as error:
        error.close()
        reason = "too many redirects" if "infinite loop" in str(error.reason) else " ".join(str(error.reason).split())
        response = Response(url, error.geturl() or url, _now(), error.code, _kept(error.headers))
        raise Answered(f"the server answers {error.code} {reason}", response) from error
    except URLError as error:
        raise Refused(f"not reached: {error.reason}") from error
    except (TimeoutError, OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"not reached: {' '.join(str(error).split()) or type(error).__name__}") from error


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _kept(headers: Message) -> tuple[tuple[str, str], ...]:
    return tuple((name, " ".join(str(value).split())[:LONGEST_HEADER]) for name in KEPT if (value := headers.get(name)) is not None)


def _within(answer: IO[bytes], until: float) -> bytes:
    data = bytearray()
    while piece := answer.read(1 << 16):
        data += piece
        if len(data) > LARGEST:
            raise Refused(f"larger than {LARGEST >> 20} MiB")
        if time.monotonic() > until:
            raise Refused(f"not complete after {PATIENCE:.0f} seconds")
    return bytes(data)


def _public(host: str) -> bool:
    """Whether all addresses of a host are public ones; an unknown host counts as public, fetching it will fail anyway."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(is_public(str(entry[4][0])) for entry in found)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not this machine, not the network it stands in."""
    return ipaddress.ip_address(address.split("%")[0]).is_global


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def __init__(self, only_public: bool) -> None:
        self.only_public = only_public

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("redirected to what is no web address")
        if self.only_public and not _public(parts.hostname):
            raise Refused("redirected to a local address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _connected(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    """A connection, made only if the other end is public: asked of the connection itself, so a name that changes its answer is no way in."""
    made = socket.create_connection(address, *args, **kwargs)
    if not is_public(made.getpeername()[0]):
        made.close()
        raise Refused("a local address, found in a document: not fetched")
    return made


class _HTTP(http.client.HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _HTTPS(http.client.HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _PublicHTTP(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTP, req)


class _PublicHTTPS(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPS, req)
