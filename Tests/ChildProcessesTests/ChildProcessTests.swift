import ChildProcesses
import Glibc
import Testing

@Suite("A program that is run to its end")
struct ProgramRunTests {
    @Test("its status and both outputs come back; arguments are passed on as they are, never through a shell")
    func outcome() throws {
        let odd = "a b; $HOME `id` 'c' \"d\""
        let said = try ChildProcess.run("/usr/bin/printf", ["%s", odd])
        #expect(said.status == 0)
        #expect(said.output == Array(odd.utf8))
        let both = try ChildProcess.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])
        #expect(both.status == 3)
        #expect(both.text == "out\nerr\n")
        let out = try ChildProcess.run("/bin/sh", ["-c", "echo out; echo err >&2"], keepsErrors: false)
        #expect(out.text == "out\n")
        #expect(try ChildProcess.run("/bin/sh", ["-c", "kill -9 $$"]).status == 128 + 9)
    }

    @Test("it has a small environment, the folder and the input that it was given")
    func surroundings() throws {
        let environment = try ChildProcess.run("/usr/bin/env", environment: ["MINE": "1"]).text
        #expect(
            Set(environment.split(separator: "\n")) == [
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "MINE=1",
            ])
        #expect(try ChildProcess.run("/bin/pwd", in: "/usr/lib").text == "/usr/lib\n")
        #expect(try ChildProcess.run("/bin/cat", input: "/proc/self/comm").text == "cat\n")
        #expect(try ChildProcess.run("/bin/cat").output == [])
    }

    @Test("it has no open file of ours, and no signal of ours is blocked or ignored in it")
    func inheritance() throws {
        let files = try ChildProcess.run("/bin/ls", ["/proc/self/fd"]).text
        // Number 3 is the folder that ls lists.
        #expect(files == "0\n1\n2\n3\n")
        let status = try ChildProcess.run("/bin/grep", ["-E", "^Sig(Blk|Ign)", "/proc/self/status"]).text
        // glibc keeps 32 and 33 for itself.
        #expect(status == "SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n")
    }

    @Test("what is not there, takes too long or writes too much is told, and does not run on")
    func failures() async throws {
        await #expect(throws: ChildProcessError.notInstalled("/usr/bin/no-such-program")) {
            try await ChildProcess.runAside("/usr/bin/no-such-program")
        }
        await #expect(throws: ChildProcessError.tookTooLong("/bin/sleep")) {
            try await ChildProcess.runAside("/bin/sleep", ["60"], within: .milliseconds(100))
        }
        // Its output is closed, and it goes on.
        await #expect(throws: ChildProcessError.tookTooLong("/bin/sh")) {
            try await ChildProcess.runAside(
                "/bin/sh", ["-c", "exec >&- 2>&-; exec sleep 60"], within: .milliseconds(100))
        }
        await #expect(throws: ChildProcessError.wroteTooMuch("/usr/bin/yes")) {
            try await ChildProcess.runAside("/usr/bin/yes", atMost: 1_000)
        }
        #expect(
            try await ChildProcess.runAside("/usr/bin/head", ["-c", "1000", "/dev/zero"], atMost: 1_000).output.count
                == 1_000)
    }

    @Test("a thread of its own can wait for it")
    func aside() async throws {
        #expect(try await ChildProcess.runAside("/bin/echo", ["x"]).text == "x\n")
        await #expect(throws: ChildProcessError.notInstalled("/nowhere")) {
            try await ChildProcess.runAside("/nowhere")
        }
    }
}

@Suite("A program that runs beside us")
struct ProgramBesideTests {
    @Test("it writes to its log, and ends when it is asked to")
    func life() async throws {
        try await TestFolder.with { folder in
            let child = try ChildProcess.start("/bin/sh", ["-c", "echo up; exec sleep 60"], log: folder + "/log")
            #expect(!child.hasEnded)
            #expect(kill(child.id, 0) == 0)
            child.end()
            #expect(child.hasEnded)
            #expect(child.poll() == .signalled(SIGTERM))
            #expect(kill(child.id, 0) != 0)
            // Nobody is hit by a signal that comes late.
            child.signal(SIGKILL)
            #expect(child.poll() == .signalled(SIGTERM))
        }
    }

    @Test("one that does not listen to SIGTERM is ended for good, and a short one is waited for")
    func stubborn() async throws {
        try await TestFolder.with { folder in
            let log = folder + "/log"
            let script = "trap '' TERM; echo up; exec sleep 60"
            let stubborn = try ChildProcess.start("/bin/sh", ["-c", script], log: log)
            while try await ChildProcess.runAside("/bin/cat", [log]).text != "up\n" { try #require(!stubborn.hasEnded) }
            await stubborn.stop()
            #expect(stubborn.poll() == .signalled(SIGKILL))
            let short = try ChildProcess.start("/bin/sh", ["-c", "exit 7"], log: log)
            #expect(await short.wait(within: .seconds(10)) == .exited(7))
            let long = try ChildProcess.start("/bin/sleep", ["60"], log: log)
            #expect(await long.wait(within: .milliseconds(20)) == nil)
        }
    }

    @Test("it ends with its last holder")
    func holder() async throws {
        try await TestFolder.with { folder in
            var child: ChildProcess? = try ChildProcess.start("/bin/sleep", ["60"], log: folder + "/log")
            let id = try #require(child?.id)
            child = nil
            #expect(kill(id, 0) != 0)
        }
    }

    @Test("the kernel ends it when this process dies: that is what the kernel was asked for")
    func deathWithParent() async throws {
        try await TestFolder.with { folder in
            // The launcher's parent dies first: a process that starts another and is killed.
            let file = folder + "/id"
            let script = "setpriv --pdeathsig TERM -- sleep 60 & echo $! > \(file); wait"
            let parent = try ChildProcess.start("/bin/sh", ["-c", script], log: folder + "/log")
            var id: pid_t?
            while id == nil {
                try #require(!parent.hasEnded)
                let line = try await ChildProcess.runAside("/bin/cat", [file]).text
                id = line.hasSuffix("\n") ? pid_t(line.dropLast()) : nil
            }
            let grandchild = try #require(id)
            // Until it has become `sleep`, the wish may not have been said.
            while try await ChildProcess.runAside("/bin/cat", ["/proc/\(grandchild)/comm"]).text != "sleep\n" {
                try #require(!parent.hasEnded)
            }
            parent.end(SIGKILL)
            let end = ContinuousClock.now + .seconds(10)
            while try await ChildProcess.runAside("/bin/grep", ["-E", "^State:.[RSD]", "/proc/\(grandchild)/status"])
                .status == 0
            {
                try #require(ContinuousClock.now < end)
            }
        }
    }

    @Test("a listening socket is handed on as systemd does, and no other file is")
    func listener() async throws {
        try await TestFolder.with { folder in
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            try #require(listener >= 0)
            defer { close(listener) }
            let log = folder + "/log"
            let script = #"test "$LISTEN_PID" = $$ && test "$LISTEN_FDS" = 1 && test -S /proc/self/fd/3 && echo yes"#
            let child = try ChildProcess.start(
                "/bin/sh", ["-c", script + "; ls /proc/self/fd"], log: log, listener: listener)
            #expect(await child.wait(within: .seconds(10)) == .exited(0))
            #expect(try await ChildProcess.runAside("/bin/cat", [log]).text == "yes\n0\n1\n2\n3\n4\n")
        }
    }
}

enum TestFolder {
    static func with(_ body: (String) async throws -> Void) async throws {
        var template = Array("/tmp/madoguchi-children-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { _ = try? ChildProcess.run("/bin/rm", ["-r", path]) }
        try await body(path)
    }
}
