"""Plays a resident in front of the real page server: what hands do goes to the stage program, what fingers do goes
through the browser."""

import contextlib
import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading

from kiosk_page import RESOURCES, ROOT

STRINGS = {path.stem: json.loads(path.read_text()) for path in (RESOURCES / "strings").glob("*.json")}


def program():
    """The stage program: where SCREEN_STAGE says, or where SwiftPM builds it."""
    path = pathlib.Path(os.environ.get("SCREEN_STAGE", ROOT / ".build/debug/screen-stage"))
    if not path.is_file():
        raise SystemExit(f"{path} is missing: swift build --product screen-stage, or name it in SCREEN_STAGE")
    return path


class Stage:
    """The firmware's part of the page, with parts that answer at once."""

    def __init__(self, port=0, token_file=None):
        arguments = [str(program()), str(RESOURCES), str(port)] + ([token_file] if token_file else [])
        self.is_card_in = False
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = self._wait("page ").split(" ", 1)[1]
        self.port = int(self.address.split(":")[2].split("/")[0])
        self.do("show")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put("")

    def _wait(self, prefix):
        while True:
            line = self.lines.get(timeout=20)
            if line.startswith(prefix):
                return line
            if not line:
                raise RuntimeError("the stage program ended")

    def do(self, *commands):
        """Says each line and waits until all that follows from it is done."""
        for command in commands:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
            self._wait(f"done {command}")
            if command in ("card in", "card out", "reset"):
                self.is_card_in = command == "card in"

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        with contextlib.suppress(Exception):
            self.process.stdin.close()
            self.process.wait(timeout=5)
        self.process.kill()
