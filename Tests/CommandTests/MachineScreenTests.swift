import Foundation
import Testing

/// The resident's screen on the machine, from the files that the package installs: cage, Chromium, its policy, the
/// keymap and the launcher, with the sandbox on.
@Suite(
    .serialized, .timeLimit(.minutes(8)),
    .enabled("This machine gives its users no name spaces: it is a chroot or a container, and no kiosk could be one") {
        await ScreenStage.isPossible
    })
struct MachineScreenTests {
    /// Every way out that a keyboard has been known to open, with the keys of multimedia keyboards.
    private static let keys = [
        "ctrl+t", "ctrl+n", "ctrl+shift+n", "ctrl+w", "ctrl+shift+w", "ctrl+F4", "alt+F4", "ctrl+q", "ctrl+shift+q",
        "ctrl+l", "alt+d", "F6", "F11", "F12", "ctrl+shift+i", "ctrl+shift+j", "ctrl+shift+c", "ctrl+u", "ctrl+p",
        "ctrl+s", "ctrl+o", "ctrl+j", "ctrl+h", "ctrl+d", "ctrl+f", "F3", "ctrl+g", "ctrl+r", "F5", "ctrl+F5",
        "alt+Left", "alt+Right", "alt+Home", "ctrl+plus", "ctrl+minus", "F1", "F7", "F10", "shift+Escape", "alt+e",
        "alt+f", "ctrl+shift+Delete", "ctrl+shift+o", "ctrl+shift+b", "ctrl+shift+a", "ctrl+shift+t", "ctrl+1",
        "ctrl+Tab", "Menu", "shift+F10", "super", "super+d", "alt+Escape", "alt+Tab", "alt+space", "ctrl+alt+F1",
        "ctrl+alt+F2", "ctrl+alt+BackSpace", "ctrl+alt+Delete", "ctrl+alt+t", "Print", "XF86HomePage", "XF86Search",
        "XF86Back", "XF86Forward", "XF86Reload", "XF86Explorer", "XF86Mail", "XF86PowerOff", "XF86Sleep",
    ]

    /// A text size that somebody chose at rest. It is forgotten after a minute, and a busy machine may take longer.
    private struct Chosen {
        private let picture: Picture
        private let former: Picture
        private let since = ContinuousClock.now

        init(_ picture: Picture, _ former: Picture) {
            self.picture = picture
            self.former = former
        }

        func stands(in now: Picture) -> Bool {
            now == picture || now == former && ContinuousClock.now - since > .seconds(55)
        }
    }

    /// Touches a place where nothing is, which takes the focus away.
    private static let click = "xdotool mousemove 512 700 click 1"

    /// The keymap of the package, and that of any keyboard: what the one does not let through the other tries.
    @Test(
        "The page stands full screen, the keypad works, and no key or button of any keyboard or mouse leads out",
        arguments: [[], ["XKB_DEFAULT_RULES=evdev", "XKB_DEFAULT_LAYOUT=us"]])
    func noWayOut(environment: [String]) async throws {
        let stage = try await ScreenStage(environment)
        try await stage.waitUntilShown()
        let first = try #require(try await stage.picture { $0.isPage })
        #expect(first.height > first.width)
        let browser = try #require(try await stage.browser())

        // The keys of the keypad reach the page: larger text.
        try await stage.press(["Down", "Down", "Return"])
        #expect(try await stage.picture { $0.isPage && $0 != first && $0.hasFocus } != nil)
        try await stage.shell(Self.click)
        let larger = Chosen(try #require(try await stage.picture { $0.isPage && $0 != first && !$0.hasFocus }), first)

        try await stage.press(Self.keys)
        for button in [2, 3, 8, 9] {
            for place in ["200 300", "512 384", "20 20", "1000 700"] {
                try await stage.shell("xdotool mousemove \(place) click \(button)")
            }
        }
        try await stage.shell("xdotool mousemove 512 384 mousedown 1; sleep 1.2; xdotool mouseup 1")
        try await stage.shell(Self.click)
        #expect(try await stage.picture { larger.stands(in: $0) } != nil)
        #expect(try await stage.browser() == browser)
        try await stage.stop()
    }

    @Test("The browser runs as nobody in its own sandbox; the token is in no process list, and kept by no profile")
    func confined() async throws {
        let stage = try await ScreenStage([])
        try await stage.waitUntilShown()
        let token = try await stage.shell("cat /run/madoguchi/screen-token")
        #expect(token.utf8.count == 32)
        let processes = try await stage.shell("ps -eo uid,args --no-headers -ww")
        #expect(processes.contains("type=renderer") && processes.contains("/usr/lib/madoguchi/screen"))
        #expect(!processes.contains(token) && !processes.contains("no-sandbox"))
        #expect(!processes.split(separator: "\n").contains { $0.contains("chromium") && !$0.contains("61234 ") })
        // Each renderer: system calls filtered, in name spaces of its own, without the network.
        let renderers = try await stage.shell(
            """
            for id in $(pgrep --full type=renderer); do
                [ "$(readlink /proc/$id/exe)" = /usr/lib/chromium/chromium ] || continue
                grep --quiet '^Seccomp:.2$' /proc/$id/status || echo "$id unfiltered"
                for kind in user net pid; do
                    [ "$(readlink /proc/$id/ns/$kind)" != "$(readlink /proc/self/ns/$kind)" ] || echo "$id shares $kind"
                done
                echo "$id seen"
            done
            """)
        #expect(renderers.contains("seen") && !renderers.contains("shares") && !renderers.contains("unfiltered"))
        // What the browser writes is in memory, and the token is not in it.
        let run = "/run/madoguchi-screen"
        #expect(try await stage.shell("findmnt --noheadings --output FSTYPE --target \(run)") == "tmpfs\n")
        #expect(try await stage.shell("grep --recursive --text --files-with-matches \(token) \(run)/profile") == "")
        #expect(try await stage.shell("stat --format %a \(run)/start.html") == "600\n")
        try await stage.stop()
    }

    @Test("A browser that crashes, or a page in it, is back with the same screen; the firmware's end is waited out")
    func comesBack() async throws {
        let stage = try await ScreenStage([])
        try await stage.waitUntilShown()
        let first = try #require(try await stage.picture { $0.isPage })
        try await stage.press(["Down", "Down", "Return"])
        try await stage.shell(Self.click)
        let larger = Chosen(try #require(try await stage.picture { $0.isPage && $0 != first && !$0.hasFocus }), first)
        let browser = try #require(try await stage.browser())

        // The page's own process: the browser would show a page of its own about that.
        try await stage.shell("kill -KILL $(pgrep --full 'type=rendere[r]')")
        let second = try #require(try await stage.browser(after: browser))
        #expect(try await stage.picture { larger.stands(in: $0) } != nil)
        // The browser itself.
        try await stage.shell("kill -KILL \(second)")
        let third = try #require(try await stage.browser(after: second))
        #expect(try await stage.picture { larger.stands(in: $0) } != nil)

        // The firmware dies: the page says so by itself, and the browser stays.
        try await stage.shell("touch /run/stay-away; kill -KILL $(pgrep --exact kioskd)")
        #expect(try await stage.picture { $0.isPage && !larger.stands(in: $0) } != nil)
        #expect(try await stage.browser() == third)
        // A browser that starts meanwhile waits for it.
        try await stage.shell("kill -KILL \(third)")
        let fourth = try #require(try await stage.browser(after: third))
        #expect(try await stage.picture { $0.isWaiting } != nil)
        // It is led on to the page of the next firmware, which knows nothing of the larger text.
        try await stage.shell("rm /run/stay-away")
        #expect(try await stage.picture { $0 == first } != nil)
        #expect(try await stage.browser() == fourth)
        try await stage.stop()
    }

    @Test("The voice is heard in the headphone socket that the parts list names")
    func headphones() async throws {
        let stage = try await ScreenStage([], headphones: "{ alsa-device: socket, jack: none }")
        try await stage.waitUntilShown()
        _ = try #require(try await stage.picture { $0.isPage })
        // The key with the raised dot starts the voice.
        try await stage.press(["5"])
        #expect(try await stage.hear() == "heard\n")
        try await stage.stop()
    }

    @Test("In the package's keymap no shortcut can be expressed")
    func keymap() async throws {
        let result = try await Command.run(
            "/usr/bin/xkbcli", "compile-keymap", "--rules", "madoguchi", "--layout", "madoguchi",
            environment: ["XKB_CONFIG_EXTRA_PATH": ScreenStage.package + "/usr/share/madoguchi/xkb"])
        #expect(result.status == 0, "\(result.complaint)")
        let symbols = try #require(result.output.components(separatedBy: "xkb_symbols").last)
        let keys = symbols.split(separator: "\n").filter { $0.contains("key <") }.compactMap {
            $0.split(separator: "[").last?.split(separator: "]").first?.trimmingCharacters(in: .whitespaces)
        }
        let digits = (0...9).map(String.init)
        let others = [
            "BackSpace", "Down", "End", "Escape", "Home", "Left", "Return", "Right", "Tab", "Up", "asterisk", "minus",
            "plus", "slash", "space",
        ]
        #expect(Set(keys) == Set(digits + others))
        #expect(!symbols.contains("modifier_map"))
    }

    @Test("The port and the places are the same in every file of the package, and each of its programs exists")
    func agree() async throws {
        func text(_ path: String) throws -> String {
            try String(contentsOfFile: ScreenStage.package + path, encoding: .utf8)
        }
        let launcher = try text("/usr/lib/madoguchi/screen")
        let unit = try text("/usr/lib/systemd/system/madoguchi-screen.service")
        let configuration = try text("/usr/share/madoguchi/kiosk.yaml")
        let policy = try #require(
            try JSONSerialization.jsonObject(
                with: Data(try text("/etc/chromium/policies/managed/madoguchi.json").utf8)) as? [String: Any])
        #expect(
            policy["URLAllowlist"] as? [String] == [
                "http://127.0.0.1:8930", "file:///run/madoguchi-screen/start.html",
            ])
        #expect(policy["URLBlocklist"] as? [String] == ["*"])
        #expect(launcher.contains("readonly port=8930\n") && configuration.contains("  port: 8930\n"))
        #expect(launcher.contains("readonly token_file=/run/madoguchi/screen-token\n"))
        #expect(configuration.contains("  token: /run/madoguchi/screen-token\n"))
        #expect(launcher.contains("readonly sound_file=/run/madoguchi/asound.conf\n"))
        #expect(configuration.contains("  sound: /run/madoguchi/asound.conf\n"))
        #expect(launcher.contains("--alsa-output-device=headphones\n"))
        #expect(launcher.contains("readonly run=/run/madoguchi-screen\n"))
        #expect(unit.contains("\nEnvironment=HOME=/run/madoguchi-screen\n"))
        #expect(unit.contains("\nRuntimeDirectory=madoguchi-screen\n"))
        #expect(unit.contains("\nExecStart=/usr/bin/cage -d -r -- /usr/lib/madoguchi/screen\n"))
        #expect(!launcher.contains("--no-sandbox"))
        for program in ["/usr/bin/cage", "/usr/lib/chromium/chromium", "/usr/bin/Xwayland"] {
            #expect(access(program, X_OK) == 0, "\(program)")
        }
        // A policy that the browser does not know would be ignored without a word.
        let known = try await Command.run(
            "/bin/grep", "--text", "--only-matching", "--extended-regexp", policy.keys.joined(separator: "|"),
            "/usr/lib/chromium/chromium", environment: ["LC_ALL": "C"])
        let names = Set(known.output.split(separator: "\n").map(String.init))
        #expect(names.isSuperset(of: policy.keys), "\(Set(policy.keys).subtracting(names))")
    }
}
