"""Downloads from a server on this machine that can be silent, slow, rude or wrong."""

import contextlib
import hashlib
import http.server
import threading
import time

import pytest

from mnist_core.data import download
from mnist_core.data.archives import DatasetError
from mnist_core.data.download import Mirror, RemoteFile

CONTENT = bytes(range(256)) * 1600  # 409,600 bytes


class Server(http.server.ThreadingHTTPServer):
    """Answers with `files`, or does what `answer` does with the request instead."""

    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {}
        self.answer = None
        self.requests = []
        self.closing = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        if self.server.answer is None or not self.server.answer(self):
            self.reply(self.server.files.get(self.path[1:]))

    def reply(self, content, length=None):
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        # The client may have had enough.
        with contextlib.suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    """A server of CONTENT as data.bin, on an address that no proxy setting diverts."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as server:
        server.files["data.bin"] = CONTENT
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()
        join_downloads()


@pytest.fixture
def impatient(monkeypatch):
    """One attempt only."""
    monkeypatch.setattr(download, "RETRIES", 0)
    monkeypatch.setattr(download, "POLL_SECONDS", 0.02)


@pytest.fixture
def hurried(impatient, monkeypatch):
    """One attempt, soon given up. Only for servers that stall: a busy machine may take as long for honest work."""
    monkeypatch.setattr(download, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(download, "SOCKET_SECONDS", 0.6)


def join_downloads():
    for thread in threading.enumerate():
        if thread.name == "mnist-download":
            thread.join(60)
            assert not thread.is_alive()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def known(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def mirror(server, content=CONTENT):
    return Mirror(server.url, "data.bin", (RemoteFile("data.bin", known(content), len(content)),))


def test_the_known_places():
    assert [place.base_url.split("/")[2] for place in download.MIRRORS] == [
        "storage.googleapis.com",
        "ossci-datasets.s3.amazonaws.com",
    ]
    assert [place.size for place in download.MIRRORS] == [11_490_434, 11_594_722]


def test_file_arrives_whole_with_progress_in_this_thread(server, tmp_path):
    seen = []
    place = Mirror(
        server.url,
        ".",
        (
            RemoteFile("data.bin", known(CONTENT), 409_600),
            RemoteFile("b.bin", f"md5:{hashlib.md5(b'b').hexdigest()}", 1),
        ),
    )
    server.files["b.bin"] = b"b"

    download.download(place, tmp_path / "new" / "data", lambda *now: seen.append((*now, threading.get_ident())))

    assert (tmp_path / "new" / "data" / "data.bin").read_bytes() == CONTENT
    assert names_in(tmp_path / "new" / "data") == ["b.bin", "data.bin"]
    assert seen[-1] == (409_601, 409_601, threading.get_ident())
    assert [done for done, *_ in seen] == sorted(done for done, *_ in seen)


def test_second_download_asks_nobody(server, tmp_path):
    download.download(mirror(server), tmp_path)
    download.download(mirror(server), tmp_path)

    assert server.requests == ["/data.bin"]


def test_damaged_file_is_downloaded_again(server, tmp_path):
    (tmp_path / "data.bin").write_bytes(b"half")

    download.download(mirror(server), tmp_path)

    assert (tmp_path / "data.bin").read_bytes() == CONTENT


def test_wrong_bytes_are_not_kept(server, tmp_path, impatient):
    server.files["data.bin"] = CONTENT[::-1]

    with pytest.raises(DatasetError, match="does not match the known hash"):
        download.download(mirror(server), tmp_path)
    assert names_in(tmp_path) == []


def test_endless_answer_is_cut_off(server, tmp_path, impatient):
    server.files["data.bin"] = CONTENT * 20

    with pytest.raises(DatasetError, match="sends more than the 409,600 bytes"):
        download.download(mirror(server), tmp_path)
    assert names_in(tmp_path) == []


def test_connection_cut_midway_leaves_nothing(server, tmp_path, impatient):
    server.answer = lambda request: request.reply(CONTENT[:200_000], len(CONTENT)) or True

    with pytest.raises(DatasetError, match=r"127\.0\.0\.1:\d+/ failed: the connection broke off\."):
        download.download(mirror(server), tmp_path)
    assert names_in(tmp_path) == []


def test_connection_cut_midway_is_tried_again(server, tmp_path):
    server.answer = lambda request: (
        len(server.requests) == 1 and (request.reply(CONTENT[:200_000], len(CONTENT)) or True)
    )

    download.download(mirror(server), tmp_path)

    assert server.requests == ["/data.bin"] * 2
    assert names_in(tmp_path) == ["data.bin"]


@pytest.mark.parametrize("wrong", ["shorter", "longer"])
def test_a_server_that_lies_about_the_length_leaves_nothing(server, tmp_path, impatient, wrong):
    length = len(CONTENT) - 1_000 if wrong == "shorter" else len(CONTENT) + 1_000
    server.answer = lambda request: request.reply(CONTENT, length) or True

    with pytest.raises(DatasetError, match=r"download from .* failed"):
        download.download(mirror(server), tmp_path)
    assert names_in(tmp_path) == []


def test_a_server_that_redirects_to_itself_is_given_up_in_a_sentence(server, tmp_path, impatient):
    def redirect(request):
        request.send_response(302)
        request.send_header("Location", request.path)
        request.send_header("Content-Length", "0")
        request.end_headers()
        return True

    server.answer = redirect

    with pytest.raises(DatasetError, match=r"failed: the server sends from one address to the next without end\.$"):
        download.download(mirror(server), tmp_path)
    assert 1 < len(server.requests) < 50
    assert names_in(tmp_path) == []


def test_missing_file(server, tmp_path, impatient):
    server.files.clear()

    with pytest.raises(DatasetError, match="the server answered 404 Not Found"):
        download.download(mirror(server), tmp_path)


def test_unreachable_server(tmp_path, impatient, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    place = Mirror("http://127.0.0.1:1/", "data.bin", (RemoteFile("data.bin", known(CONTENT), 1),))

    with pytest.raises(DatasetError, match="cannot be reached"):
        download.download(place, tmp_path)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("sent", [None, b"", CONTENT[:100_000]], ids=["no answer", "headers only", "a part"])
def test_hanging_server(server, tmp_path, hurried, sent):
    def hang(request):
        if sent is not None:
            request.reply(sent, len(CONTENT))
        return server.closing.wait(300)

    server.answer = hang
    start = time.monotonic()

    with pytest.raises(DatasetError, match=r"given up after .* silent or too slow"):
        download.download(mirror(server), tmp_path)
    assert time.monotonic() - start < 60  # far from what the server would take

    join_downloads()
    assert names_in(tmp_path) == []


def test_dripping_server(server, tmp_path, hurried):
    # Each byte resets the socket's own timeout: only the watch over the whole notices.
    def drip(request):
        request.reply(b"", len(CONTENT))
        with contextlib.suppress(OSError):
            while not server.closing.wait(0.05):
                request.wfile.write(b".")
        return True

    server.answer = drip

    with pytest.raises(DatasetError, match="silent or too slow"):
        download.download(mirror(server), tmp_path)
    assert not (tmp_path / "data.bin").exists()


def test_slow_download_ends_after_the_total_time(server, tmp_path, hurried, monkeypatch):
    monkeypatch.setattr(download, "TOTAL_SECONDS", 0.2)
    monkeypatch.setattr(download, "STALL_SECONDS", 60.0)
    server.answer = lambda _: server.closing.wait(300)

    with pytest.raises(DatasetError, match="given up"):
        download.download(mirror(server), tmp_path)


def test_error_in_progress_ends_the_download(server, tmp_path, impatient):
    class Stop(BaseException):
        pass

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        download.download(mirror(server), tmp_path, stop)
    join_downloads()
    assert names_in(tmp_path) in ([], ["data.bin"])


def test_unwritable_folder(server, tmp_path, impatient):
    (tmp_path / "file").touch()

    with pytest.raises(DatasetError, match="cannot be written"):
        download.download(mirror(server), tmp_path / "file" / "data")
    assert server.requests == []
