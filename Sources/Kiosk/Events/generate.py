#!/usr/bin/env python3
"""Makes the code and the page of the event catalogue from events.yaml. With --check it only says what differs."""
import pathlib
import sys

import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CODE = ROOT / "Sources/Kiosk/KioskEvent+Catalogue.swift"
PAGE = ROOT / "docs/events.md"
LEVELS = ["info", "notice", "warning", "error", "critical"]
NOTE = "Made of Sources/Kiosk/Events/events.yaml by `make events`. Change that file, not this one."


def fields(event):
    return [(name, *value) for name, value in event.get("fields", {}).items()]


def cases(event, body):
    names = [swift for _, swift, _, _ in fields(event)]
    pattern = f"({', '.join('let ' + name for name in names)})" if names else ""
    return f"        case .{event['case']}{pattern}: {body}"


def code(events):
    out = [
        "// swift-format-ignore-file", f"// {NOTE}", "", "public import Issuance", "public import Logging", "public import MunicipalCloud",
        "public import SelfTest", "",
        "/// What is worth a line in the log. The id of an event never changes; its fields are typed, so that nothing",
        "/// about a resident has a way in.", "public enum KioskEvent: Hashable, Sendable {",
    ]
    for event in events:
        out.append(f"    /// {event['means']}")
        arguments = ", ".join(f"{swift}: {kind}" for _, swift, kind, _ in fields(event))
        out.append(f"    case {event['case']}" + (f"({arguments})" if arguments else ""))
    out += ["}", "", "extension KioskEvent {", "    /// Stable for ever.", "    public var id: String {",
            "        switch self {"]
    out += [f"        case .{event['case']}: \"{event['id']}\"" for event in events]
    out += ["        }", "    }", "", "    /// How much it matters.", "    public var level: Logger.Level {",
            "        switch self {"]
    for level in LEVELS:
        names = ["." + event["case"] for event in events if event["level"] == level]
        if names:
            out.append(f"        case {', '.join(names)}: .{level}")
    out += ["        }", "    }", "",
            "    /// The same event again within a minute is counted, not written.", "    var isCoalesced: Bool {",
            "        switch self {"]
    repeated = ["." + event["case"] for event in events if event.get("repeats")]
    out += [f"        case {', '.join(repeated)}: true", "        default: false", "        }", "    }", "",
            "    /// What it tells, by name.", "    public var fields: [(name: String, value: String)] {",
            "        switch self {"]
    for event in events:
        if not fields(event):
            continue
        pairs = ", ".join(f'("{name}", {swift}.eventValue)' for name, swift, _, _ in fields(event))
        out.append(cases(event, f"[{pairs}]"))
    out += ["        default: []", "        }", "    }", "}", ""]
    return "\n".join(out)


def page(events):
    out = ["# What the kiosk tells", "", f"<!-- {NOTE} -->", "",
           "Each event is one line of JSON on standard error, where the system's journal takes it up: `time`, `level`, "
           "`kiosk`, `event` and the fields below. `kioskctl events` shows the last ones, `journalctl -u kioskd -o cat` "
           "all that the journal keeps. Fields are typed: no name, address, PIN or certificate has a way in. The same "
           "warning again within a minute is counted (`repeated`), not written.", "",
           "| event | level | what happened | what to do | fields |", "|---|---|---|---|---|"]
    for event in sorted(events, key=lambda event: event["id"]):
        told = "; ".join(f"`{name}`: {text}" for name, _, _, text in fields(event))
        out.append(f"| `{event['id']}` | {event['level']} | {event['means']} | {event['do']} | {told} |")
    return "\n".join(out) + "\n"


def main():
    events = yaml.safe_load((HERE / "events.yaml").read_text(encoding="utf-8"))
    for key in ("id", "case"):
        names = [event[key] for event in events]
        assert len(set(names)) == len(names), f"two events have the same {key}"
    stale = []
    for path, text in ((CODE, code(events)), (PAGE, page(events))):
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("differs: " if "--check" in sys.argv else "made: ") + ", ".join(stale))
    sys.exit(1 if stale and "--check" in sys.argv else 0)


main()
