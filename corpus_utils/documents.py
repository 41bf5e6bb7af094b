"""PDF, DOCX and Parquet, read in a process of their own with limits of memory, CPU and time.

These formats can be built to exhaust or crash their reader, so the reading happens in a child: this very file, run by
path. The child prints JSON lines: objects with ``text`` and ``metadata`` for documents, rows for Parquet, or one
object with ``problem``.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = 2 * 1024**3  # bytes of address space of the child
SECONDS = 60  # CPU seconds and wall seconds a document may take
SECONDS_PER_MB = 2  # and in addition, for each megabyte of the file
MAX_TEXT = 20_000_000  # characters a document may give; a bomb gives more
MAX_UNPACKED = 200_000_000  # bytes that a DOCX part may unpack to
MAX_THRIFT = 50_000_000  # bytes of metadata in a Parquet file
BATCH = 64  # rows of a Parquet file in memory at once

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_document(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that the child makes of a file; the last may be ``{"problem": reason}``.

    Never raises for what is in the file: a crash, a lack of memory and a time-out end in a reason.
    """
    limit = SECONDS + SECONDS_PER_MB * path.stat().st_size / 1e6
    command = [sys.executable, "-I", str(Path(__file__).resolve()), str(path.resolve()), str(int(limit))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as child:
        try:
            stdout, _ = child.communicate(timeout=limit + 30)  # the CPU limit of the child strikes first
        except subprocess.TimeoutExpired:
            child.kill()
            yield {"problem": f"reading took longer than {limit:.0f} seconds"}
            return
    yield from (json.loads(line) for line in stdout.splitlines() if line.endswith("}"))
    if child.returncode:
        yield {"problem": f"the {path.suffix} reader ended with status {child.returncode}: broken, or beyond limits"}


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time-out of the parent remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def _read_pdf(path: Path) -> Iterator[dict[str, Any]]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > MAX_TEXT:
            yield {"problem": f"more than {MAX_TEXT} characters of text"}
            return
    title = reader.metadata.get("/Title") if reader.metadata else None
    yield {"text": "\n\n".join(pages), "metadata": {"title": str(title)} if title else {}}


def _read_docx(path: Path) -> Iterator[dict[str, Any]]:
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("word/document.xml")
        if part.file_size > MAX_UNPACKED:
            yield {"problem": f"unpacks to {part.file_size} bytes"}
            return
        with archive.open(part) as stream:
            source = stream.read(MAX_UNPACKED)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    paragraphs = (_words(paragraph) for paragraph in etree.fromstring(source, parser).iter(f"{WORD}p"))
    yield {"text": "\n\n".join(words for words in paragraphs if words.strip()), "metadata": {}}


def _words(paragraph: Any) -> str:
    breaks = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": "\t"}
    return "".join(node.text or "" if node.tag == f"{WORD}t" else breaks.get(node.tag, "") for node in paragraph.iter())


def _read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(path, thrift_string_size_limit=MAX_THRIFT, thrift_container_size_limit=MAX_THRIFT)
    for batch in table.iter_batches(batch_size=BATCH):
        yield from batch.to_pylist()


def _main(path: Path, seconds: int) -> int:
    _limit(seconds)
    read = {".pdf": _read_pdf, ".docx": _read_docx, ".parquet": _read_parquet}[path.suffix.lower()]
    try:
        for found in read(path):
            print(json.dumps(found, ensure_ascii=True, default=str))
    except MemoryError:
        print(json.dumps({"problem": f"needs more than {MEMORY // 1024**3} GB of memory"}))
    except Exception as error:  # the reason goes to the audit, whatever a broken file makes its reader raise
        print(json.dumps({"problem": f"{type(error).__name__}: {error}"[:300]}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), int(sys.argv[2])))
