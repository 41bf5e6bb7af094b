"""Fetching a list of addresses, against a server of our own: nothing outside this machine is asked."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from pandas import isna

from corpus_utils import Corpus, visiting
from corpus_utils.cli import main
from corpus_utils.fetching import CannotFetch, Fetched, fetch_pages, find_page
from corpus_utils.visiting import AGENT, MAX_WAIT_S

BODY = "The talks that began in the capital on Monday ended without any result, both sides said on the same evening."
HTML = f"<html><head><title>Talks end</title></head><body><h1>Talks end</h1><p>{BODY} Näher</p></body></html>"
PAGE = HTML.encode("cp1252")  # no UTF-8: "as it came" must hold for any bytes
ROBOTS = b"User-agent: *\nDisallow: /private\n"
Answer = tuple[int, dict[str, str], bytes]
ANSWERS: dict[str, Answer] = {
    "/robots.txt": (200, {"Content-Type": "text/plain"}, ROBOTS),
    "/a": (200, {"Content-Type": "text/html; charset=windows-1252"}, PAGE),
    "/b": (200, {"Content-Type": "text/plain"}, BODY.encode()),
    "/c": (200, {}, b"%PDF-1.4"),
    "/private/a": (200, {"Content-Type": "text/html"}, PAGE),
    "/big": (200, {"Content-Type": "text/plain"}, b"x" * 3000),
    "/short": (200, {"Content-Type": "text/plain", "Content-Length": "99"}, b"x"),
    "/empty": (200, {"Content-Type": "text/html"}, b""),
    "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "/file": (302, {"Location": "file:///etc/hosts"}, b""),
    "/ftp": (301, {"Location": "ftp://127.0.0.1/a"}, b""),
    "/moved": (301, {"Location": "/a"}, b""),
    "/moved-to-private": (302, {"Location": "/private/a"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/busy": (503, {"Retry-After": "20"}, b""),
    "/away": (429, {"Retry-After": "9000"}, b""),
}


class Site:
    """A server on this machine with its own clock: waiting takes no time but is written down."""

    def __init__(self) -> None:
        self.answers = dict(ANSWERS)
        self.asked: list[tuple[str, float]] = []  # path, and when by the clock
        self.agents: set[str] = set()
        self.now = 1000.0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.root = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, site.now))
                site.agents.add(self.headers["User-Agent"])
                status, headers, data = site.answers.get(self.path, (404, {}, b"no such page"))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        return Handler

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def fetch(self, folder: Path, *paths: str, pause_s: float = 5.0) -> list[Fetched]:
        """Fetch paths of this site; what is no path goes into the list as it is."""
        lines = [self.root + path if path.startswith("/") else path for path in paths]
        (folder / "list.txt").write_text("\n".join(lines), encoding="utf-8")
        found = fetch_pages(
            folder / "list.txt", folder / "pages", pause_s=pause_s, clock=lambda: self.now, sleep=self.sleep
        )
        return list(found)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site(monkeypatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.mark.parametrize(("path", "suffix"), [("/a", ".html"), ("/b", ".txt"), ("/c", ".pdf"), ("/moved", ".html")])
def test_a_page_is_stored_as_it_came_with_its_metadata(site: Site, tmp_path: Path, path: str, suffix: str) -> None:
    [result] = site.fetch(tmp_path, path)
    stored = tmp_path / "pages" / result.file
    assert (result.status, stored.suffix) == ("stored", suffix)
    assert stored.read_bytes() == site.answers[path.replace("moved", "a")][2]
    metadata = json.loads(stored.with_suffix(".json").read_text(encoding="utf-8"))
    assert metadata["url"] == site.root + path
    assert metadata["retrieved"] == datetime.now(UTC).date().isoformat()
    assert metadata["encoding"] == ("windows-1252" if suffix == ".html" else "")
    assert {file.name for file in (tmp_path / "pages").iterdir()} == {stored.name, stored.with_suffix(".json").name}
    assert site.agents == {AGENT}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/none", "HTTP Error 404"),
        ("/private/a", "robots.txt forbids it"),
        ("/moved-to-private", "robots.txt forbids it"),
        ("/file", "address is 'file:///etc/hosts'"),
        ("/ftp", "address is 'ftp://127.0.0.1/a'"),
        ("/loop", "more than 5 redirects"),
        ("/big", "more than 2,000 bytes"),
        ("/short", "cut short: 1 of 99 bytes"),
        ("/empty", "the page is empty"),
        ("/image", "content type image/png"),
        ("/packed", "HTTP 200, packed as gzip"),
        ("/busy", "the server said 'later' 3 times"),
        ("ftp://example.org/a", "address is 'ftp://example.org/a'"),
        ("file:///etc/hosts", "address is 'file:///etc/hosts'"),
        ("http://user:word@127.0.0.1/a", "address is"),
        ("http://[::1", "Invalid IPv6"),
        ("some words", "address is 'some words'"),
    ],
)
def test_a_failing_address_is_reported_and_stops_nothing(
    site: Site, tmp_path: Path, monkeypatch, line: str, reason: str
) -> None:
    monkeypatch.setattr(visiting, "MAX_BYTES", 2000)
    failed, stored = site.fetch(tmp_path, line, "/b")
    assert (failed.status, failed.file, stored.status) == ("failed", "", "stored")
    assert failed.reason.startswith(reason)
    assert len(list((tmp_path / "pages").iterdir())) == 2  # nothing is left of the one that failed


@pytest.mark.parametrize(
    ("status", "robots", "stored"),
    [
        (200, ROBOTS, True),
        (200, b"User-agent: corpus-utils\nDisallow: /\n", False),
        (200, b"User-agent: another\nDisallow: /\n", True),
        (404, b"", True),
        (403, b"", False),
        (500, b"", False),
    ],
)
def test_robots_txt_is_respected(site: Site, tmp_path: Path, status: int, robots: bytes, stored: bool) -> None:
    site.answers["/robots.txt"] = (status, {}, robots)
    assert [result.status for result in site.fetch(tmp_path, "/a", "/b")] == ["stored" if stored else "failed"] * 2
    assert site.paths() == ["/robots.txt", *(["/a", "/b"] if stored else [])]


def test_a_stopped_run_resumes(site: Site, tmp_path: Path) -> None:
    [first] = site.fetch(tmp_path, "/a")
    site.asked.clear()
    assert [result.status for result in site.fetch(tmp_path, "/a", "/b")] == ["already there", "stored"]
    assert site.paths() == ["/robots.txt", "/b"]
    (tmp_path / "pages" / first.file).with_suffix(".json").unlink()  # as if stopped between page and metadata
    assert [result.status for result in site.fetch(tmp_path, "/a", "/b")] == ["stored", "already there"]


def test_a_run_stopped_while_writing_leaves_no_half_page(site: Site, tmp_path: Path, monkeypatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stop)
        site.fetch(tmp_path, "/a")
    assert find_page(tmp_path / "pages", f"{site.root}/a") == ""
    assert all(file.name.startswith(".") for file in (tmp_path / "pages").iterdir())
    assert [result.status for result in site.fetch(tmp_path, "/a")] == ["stored"]


@pytest.mark.parametrize(
    ("robots", "pause_s", "gap"),
    [(b"", 5.0, 5.0), (b"", 0.0, 0.0), (b"User-agent: *\nCrawl-delay: 30\n", 5.0, 30.0),
     (b"User-agent: *\nCrawl-delay: 1\n", 5.0, 5.0), (b"User-agent: *\nCrawl-delay: 9999\n", 5.0, MAX_WAIT_S)],
)  # fmt: skip
def test_a_host_is_given_time_between_requests(
    site: Site, tmp_path: Path, robots: bytes, pause_s: float, gap: float
) -> None:
    site.answers["/robots.txt"] = (200, {}, robots)
    site.fetch(tmp_path, "/a", "/moved", "/none", pause_s=pause_s)
    times = [when for _, when in site.asked]
    assert site.paths() == ["/robots.txt", "/a", "/moved", "/a", "/none"]
    assert [later - earlier for earlier, later in pairwise(times)] == [gap] * 4


def test_retry_after_is_waited_for_up_to_a_cap(site: Site, tmp_path: Path) -> None:
    busy, away, after = site.fetch(tmp_path, "/busy", "/away", "/b")
    times = [when for path, when in site.asked if path == "/busy"]
    assert [later - earlier for earlier, later in pairwise(times)] == [20.0, 20.0]
    assert "later" in busy.reason
    assert "asks to be left alone for 9000 s" in away.reason
    assert "asks to be left alone" in after.reason  # the whole host is left alone, not only the page
    assert "/b" not in site.paths()


def test_duplicates_and_comments_are_dropped_and_said(site: Site, tmp_path: Path) -> None:
    results = site.fetch(tmp_path, "# our list", "", "/a", "/b", "/a", "/a#part-2")
    assert [(result.line, result.status) for result in results] == [
        (3, "stored"), (4, "stored"), (5, "duplicate"), (6, "duplicate"),
    ]  # fmt: skip
    assert results[2].reason == "same address as line 3"
    assert site.paths() == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize("data", [b"", b"# nothing\n\n", b"title,text\n", b"\x89PNG\r\n\x1a\n"])
def test_an_unusable_list_is_said_before_anything_is_fetched(tmp_path: Path, data: bytes, capsys) -> None:
    (tmp_path / "list.txt").write_bytes(data)
    with pytest.raises(CannotFetch, match=r"list\.txt"):
        fetch_pages(tmp_path / "list.txt", tmp_path / "pages")
    assert main(["fetch", str(tmp_path / "list.txt"), "--out", str(tmp_path / "pages")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "pages").exists()


def test_a_missing_list_a_list_among_the_pages_and_a_file_as_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("https://example.org/a\n", encoding="utf-8")
    (tmp_path / "file").write_bytes(b"")
    for name, folder in (("none.txt", "pages"), ("list.txt", "."), ("list.txt", "file")):
        assert main(["fetch", str(tmp_path / name), "--out", str(tmp_path / folder)]) == 2


@pytest.mark.parametrize(("path", "status"), [("/b", 0), ("/private/a", 1)])
def test_the_command_says_what_became_of_each_line(
    site: Site, tmp_path: Path, monkeypatch, capsys, path: str, status: int
) -> None:
    monkeypatch.setattr(visiting.Visitor, "_wait", lambda *_: None)
    (tmp_path / "list.txt").write_text(f"{site.root}{path}\n", encoding="utf-8")
    assert main(["fetch", str(tmp_path / "list.txt"), "--out", str(tmp_path / "pages")]) == status
    line, summary = capsys.readouterr().out.splitlines()
    assert line.startswith(f"line 1: {('stored', 'failed')[status]}: {site.root}{path}")
    assert summary.endswith(f"{1 - status} stored, 0 already there, 0 duplicate, {status} failed")


def test_a_corpus_takes_the_day_of_fetching_for_a_crawl_not_for_the_publication(
    site: Site, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("CORPUS_CACHE", str(tmp_path / "cache"))
    [result] = site.fetch(tmp_path, "/a")
    corpus = Corpus.open(tmp_path / "pages")
    [row] = corpus.articles.to_dict("records")
    assert row["article"] == Path(result.file).stem
    metadata = json.loads(row["metadata"])
    assert metadata["url"] == f"{site.root}/a"
    assert isna(row["published"])
    assert row["not_after"] == metadata["retrieved"]
    assert list(corpus.audit["status"]) == ["read"]  # the metadata beside the page is no article of its own
