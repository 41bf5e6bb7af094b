"""Polite requests to web servers: one at a time, with pauses, ``robots.txt``, limits of size and time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from urllib.robotparser import RobotFileParser

from corpus_utils import __version__

NAME = "corpus-utils"  # what robots.txt may call us
AGENT = f"{NAME}/{__version__} (fetches a researcher's list of news pages; obeys robots.txt)"
PAUSE_S = 5.0  # seconds between requests to a host: slower than a reader who clicks through a site
TIMEOUT_S = 30.0  # seconds without a byte after which a server is given up
PAGE_S = 300.0  # seconds for one page, so that a server that drips bytes cannot hold up the list
MAX_WAIT_S = 120.0  # seconds of Crawl-delay or Retry-After that are waited; above, a later run is the better way
MAX_BYTES = 50_000_000  # bytes of one page; the largest PDF reports are smaller, a dump or a video is larger
MAX_REDIRECTS = 5  # as many as RFC 9309 asks of a crawler
MAX_TRIES = 3  # requests for one page to a server that says "later"
REDIRECTS, LATER = (301, 302, 303, 307, 308), (429, 503)
FORBIDDEN = (401, 403, 429)  # answers to robots.txt that are a no; of the other 4xx RFC 9309 says: no rules


class Refused(Exception):
    """A page that is not fetched or not kept; the message is the reason."""


class Page(NamedTuple):
    """One answer of a server."""

    address: str  # after redirects
    status: int
    type: str  # content type in lower case, without its parameters; empty if not said
    encoding: str  # as the header says; empty if not said
    data: bytes


class _NoRedirect(HTTPRedirectHandler):
    """Hands every redirect back as an error, so that each hop is checked like a new address."""

    def redirect_request(self, *_: object) -> None:
        return None


def check_address(address: str) -> None:
    """Raise ``Refused`` unless the address is http or https, with a host and without a password.

    >>> check_address("file:///etc/hosts")
    Traceback (most recent call last):
    corpus_utils.visiting.Refused: address is 'file:///etc/hosts'; expected http:// or https:// and a host
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise Refused(f"address is {address[:200]!r}; expected http:// or https:// and a host")


def encode_address(address: str) -> str:
    """Return the address in ASCII, as servers want it.

    >>> encode_address("https://пример.рф/a b")
    'https://xn--e1afmkfd.xn--p1ai/a%20b'
    """
    parts = urlsplit(address)
    name, colon, port = parts.netloc.partition(":")
    host = parts.netloc if name.isascii() else name.encode("idna").decode("ascii") + colon + port
    path, query = (quote(part, safe="%/:=&?~+!$,;'@()*[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host, path or "/", query, ""))


class Visitor:
    """Asks servers for pages and remembers of each host its rules and when it may be asked again."""

    def __init__(
        self, pause_s: float, timeout_s: float, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """Take the pause between requests to a host and the time-out, in seconds; clock and sleep for tests."""
        self.pause_s, self.timeout_s, self.clock, self.sleep = pause_s, timeout_s, clock, sleep
        self.opener = build_opener(_NoRedirect)
        self.rules: dict[str, tuple[RobotFileParser, str]] = {}  # by origin, with the reason of a refusal
        self.ready: dict[str, float] = {}  # by host: when it may be asked again, by the clock
        self.delay: dict[str, float] = {}  # by host: its Crawl-delay in seconds

    def get(self, address: str, *, obey: bool = True) -> Page:
        """Return the page, after at most five redirects; raise ``Refused``, ``OSError`` or ``HTTPException``.

        Rules for ``*`` within a path of ``robots.txt`` are not known to the standard library's parser.
        """
        for _ in range(MAX_REDIRECTS + 1):
            check_address(address)
            if obey:
                self._obey_robots(encode_address(address))
            try:
                return self._request(address)
            except HTTPError as error:
                target = error.headers.get("Location", "")
                error.close()
                if error.code not in REDIRECTS or not target:
                    raise
                address = urljoin(address, target)
        raise Refused(f"more than {MAX_REDIRECTS} redirects")

    def _request(self, address: str) -> Page:
        """Ask once, and again when the server names a time to come back that is worth waiting for."""
        host = urlsplit(address).hostname or ""
        for _ in range(MAX_TRIES):
            self._wait(host)
            later = 0.0
            try:
                request = Request(encode_address(address), headers={"User-Agent": AGENT})
                with self.opener.open(request, timeout=self.timeout_s) as response:
                    return self._read(address, response)
            except HTTPError as error:
                later = _seconds(error.headers.get("Retry-After", "")) if error.code in LATER else 0.0
                if not later:
                    raise
                error.close()
            finally:
                self.ready[host] = self.clock() + max(self.pause_s, self.delay.get(host, 0.0), later)
        raise Refused(f"the server said 'later' {MAX_TRIES} times; run this again later")

    def _wait(self, host: str) -> None:
        left = self.ready.get(host, 0.0) - self.clock() if host in self.ready else 0.0
        if left > max(MAX_WAIT_S, self.pause_s):
            raise Refused(f"{host} asks to be left alone for {left:.0f} s; run this again later")
        if left > 0:
            self.sleep(left)

    def _read(self, address: str, response: HTTPResponse) -> Page:
        packed, length = response.headers.get("Content-Encoding", "identity"), response.headers.get("Content-Length")
        if response.status != 200 or packed.lower() != "identity":
            raise Refused(f"HTTP {response.status}, packed as {packed}; expected a whole page, not packed")
        data, end = bytearray(), self.clock() + PAGE_S
        while part := response.read1(65_536):
            data += part
            if len(data) > MAX_BYTES:
                raise Refused(f"more than {MAX_BYTES:,} bytes")
            if self.clock() > end:
                raise Refused(f"not complete after {PAGE_S:.0f} s")
        if length and length.isdigit() and len(data) < int(length):
            raise Refused(f"cut short: {len(data):,} of {length} bytes came")
        said = response.headers.get_content_type() if "Content-Type" in response.headers else ""
        return Page(address, response.status, said, response.headers.get_content_charset() or "", bytes(data))

    def _obey_robots(self, address: str) -> None:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self.rules:
            self.rules[origin] = self._read_robots(origin)
            asked = float(self.rules[origin][0].crawl_delay(NAME) or 0)
            self.delay[parts.hostname or ""] = min(asked, MAX_WAIT_S)
            if parts.hostname in self.ready:  # the page comes as long after robots.txt as that file asks
                self.ready[parts.hostname] += max(0.0, min(asked, MAX_WAIT_S) - self.pause_s)
        parser, reason = self.rules[origin]
        if not parser.can_fetch(NAME, address):
            raise Refused(reason)

    def _read_robots(self, origin: str) -> tuple[RobotFileParser, str]:
        """Return the rules of a site: none where it has no such file, a no to all where they cannot be known."""
        parser, reason = RobotFileParser(), "robots.txt forbids it"
        try:
            page = self.get(f"{origin}/robots.txt", obey=False)
            parser.parse(page.data.decode("utf-8-sig", errors="replace").splitlines())
        except (Refused, OSError, HTTPException, ValueError) as error:
            if isinstance(error, HTTPError) and 400 <= error.code < 500 and error.code not in FORBIDDEN:
                parser.parse([])
            else:
                parser.parse(["User-agent: *", "Disallow: /"])
                reason = f"robots.txt cannot be read ({error}), so nothing is fetched"
        return parser, reason


def _seconds(retry_after: str) -> float:
    """Return a Retry-After header, seconds or a date, in seconds from now; 0 if it is neither."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
