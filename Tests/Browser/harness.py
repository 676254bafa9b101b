"""For a developer at a screen: serves the page with any recorded screen, without firmware. Open the address that it
prints, then type what to show:

    NAME [LANGUAGE] [SIZE 1-3] [high] [reach]        such as: options-alone ja-Hira 3 high
    list                                             the names
"""

import http.server
import json
import sys
import threading
import time

from kiosk_page import LANGUAGES, Files, fixtures

frames = dict(fixtures())
current = {"version": 1, "frame": frames["welcome"]}


class Wire(Files):
    def do_GET(self):
        if self.path != "/events":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = 0
        try:
            while True:
                if seen != current["version"]:
                    seen = current["version"]
                    self.wfile.write(b"data: " + json.dumps(current["frame"], ensure_ascii=False).encode() + b"\n\n")
                else:
                    self.wfile.write(b":\n\n")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            return  # The page has gone.

    def do_POST(self):
        print("touched:", self.rfile.read(int(self.headers["Content-Length"])).decode(), flush=True)
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()


def show(line):
    words = line.split()
    if words == ["list"]:
        print("\n".join(frames))
        return
    frame = frames.get(words[0]) if words else None
    if frame is None:
        print("no such screen; type list")
        return
    language = next((word for word in words if word in LANGUAGES), "ja")
    size = next((int(word) for word in words if word in ("1", "2", "3")), 1)
    settings = {**frame["settings"], "size": size, "contrast": "high" if "high" in words else "usual", "reach": "reach" in words}
    current["frame"] = {**frame, "language": language, "settings": settings}
    current["version"] += 1


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Wire)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(__doc__)
    print(f"http://127.0.0.1:{server.server_port}/#harness")
    for line in sys.stdin:
        show(line)
