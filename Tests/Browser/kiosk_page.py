"""The resident's page in a real browser, without the firmware.

A small server gives the page's files with the same policy as the firmware does; `Page.show` draws any frame that the
firmware could send. Used by the tests, by the screenshots and by the developer's harness.
"""

import contextlib
import http.server
import io
import json
import os
import pathlib
import shutil
import threading
import wave

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESOURCES = pathlib.Path(os.environ.get("SCREENS_RESOURCES", ROOT / "Sources/Screens/Resources"))
LANGUAGES = ["ja", "ja-Hira", "en", "zh-Hans", "zh-Hant", "ko", "pt", "vi", "fil", "es"]


def chosen():
    """All languages, or those that SCREEN_LANGUAGES names, for a quick look."""
    return os.environ.get("SCREEN_LANGUAGES", " ".join(LANGUAGES)).split()


UPRIGHT = {"width": 1080, "height": 1920}
ACROSS = {"width": 1920, "height": 1080}

# The same text as in ContentPolicy.swift; a test of the firmware compares what it sends.
POLICY = (HERE / "content-policy.txt").read_text().strip()
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".json": "application/json", ".svg": "image/svg+xml"}


def fixtures():
    """Every screen there is: name and frame, as the firmware's own encoder recorded them."""
    recorded = [(entry["name"], entry["frame"]) for entry in json.loads((HERE / "fixtures.json").read_text())]
    # What is the page's own: the list of languages, which can lie over every screen and looks the same over each; and for
    # whom the voice speaks, a button more in the head of every screen, and its list.
    [welcome] = [frame for name, frame in recorded if name == "welcome"]
    [services] = [frame for name, frame in recorded if name == "services"]
    spoken = {**services, "settings": {**services["settings"], "voice": True}}
    return recorded + [
        ("languages", {**services, "over": "languages"}), ("voice-welcome", {**welcome, "settings": spoken["settings"]}),
        ("voice-services", spoken), ("voice-menu", {**spoken, "over": "voice"})]


def service_fixtures():
    """Every screen of the technician's mode: name, language and frame; its words are the firmware's."""
    return [(entry["name"], entry["language"], entry["frame"]) for entry in json.loads((HERE / "service-fixtures.json").read_text())]


def as_set(frame, language, contrast="usual", size=1, reach=False):
    """The frame for a resident with these settings."""
    return {**frame, "language": language, "settings": {**frame["settings"], "contrast": contrast, "size": size, "reach": reach}}


def silence():
    """A recording of nothing, 10 ms long."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(48_000)
        recording.writeframes(bytes(960))
    return file.getvalue()


SILENCE = silence()


class Files(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = "index.html" if self.path == "/" else self.path.lstrip("/").split("?")[0]
        file = (RESOURCES / path).resolve()
        if RESOURCES.resolve() not in file.parents or not file.is_file():
            self.send_error(404)
            return
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        """Nobody is behind this page, and its voice is a moment of silence."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.path.startswith("/speech?"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.send_header("Content-Length", str(len(SILENCE)))
        self.end_headers()
        self.wfile.write(SILENCE)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def page_server():
    """The page's address, on a free port of the loopback interface."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.handle_error = lambda *_: None  # A browser that goes away in the middle is no news.
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def chromium_path():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        raise SystemExit("chromium is not installed: apt-get install chromium fonts-noto-cjk")
    return path


@contextlib.contextmanager
def browser():
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root Chromium has no sandbox of its own; the fonts are the same on every machine without hinting; the voice
        # needs no touch before it speaks, as on the kiosk.
        instance = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--autoplay-policy=no-user-gesture-required"])
        try:
            yield instance
        finally:
            instance.close()


class Page:
    """The page of one browser tab, and what to draw on it."""

    def __init__(self, instance, address, viewport=UPRIGHT, scale=1, reduced_motion="reduce"):
        self.context = instance.new_context(
            viewport=viewport, device_scale_factor=scale, reduced_motion=reduced_motion, locale="ja-JP")
        self.tab = self.context.new_page()
        self.problems = []
        self.tab.on("console", lambda message: message.type in ("error", "warning") and self.problems.append(message.text))
        self.tab.on("pageerror", lambda error: self.problems.append(str(error)))
        self.tab.goto(address)
        self.prepare()

    def prepare(self):
        """After each time that the page is loaded."""
        self.tab.wait_for_selector("#stage h1")
        self.tab.evaluate((HERE / "audit.js").read_text())

    def turn(self, viewport):
        self.tab.set_viewport_size(viewport)

    def show(self, frame, language="ja", **settings):
        self.tab.evaluate("(frame) => window.showFrame(frame).then(() => document.fonts.ready).then(() => null)", as_set(frame, language, **settings))

    def close(self):
        self.context.close()
