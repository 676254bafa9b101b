import Foundation
import TestSupport
import Testing

/// `kiosk-sim cloud`, `kioskd` on the files that it writes, and `kioskctl status`.
@Suite(.timeLimit(.minutes(5)))
struct DaemonTests {
    @Test("The cloud writes a kiosk's files, the key for its owner alone; the daemon runs on them, answers, and leaves")
    func life() async throws {
        let enrolled = try await Enrolled()
        let folder = enrolled.folder
        #expect(enrolled.url.hasPrefix("https://localhost:"))
        for name in [
            "cloud-anchors.pem", "card-authorities.pem", "seal-authorities.pem", "kiosk.pem", "kiosk.yaml",
            "board.yaml",
        ] {
            #expect(folder.mode(of: name) == 0o644, "\(name)")
        }
        #expect(folder.mode(of: "kiosk.key") == 0o600)
        #expect(try folder.read("kiosk.yaml").contains(enrolled.url))

        let daemon = try enrolled.daemon()
        _ = try await daemon.complaintLine { $0.contains("kiosk.started") }
        let result = try await enrolled.status()
        #expect(result.status == 1, "\(result.complaint)")
        let status = try result.json()
        #expect(status["state"] as? String == "out-of-service")
        let reasons = try #require(status["hindrances"] as? [String])
        // No browser shows the page, and the parts list names no mechanism.
        for part in ["screen", "coin-mechanism", "card-reader", "printer"] {
            #expect(reasons.contains(part), "\(reasons)")
        }
        #expect(status["delivered"] as? Int == 0 && status["owed"] as? Int == 0)
        #expect(folder.mode(of: "control.sock") == 0o660 && folder.mode(of: "journal.sqlite") == 0o600)
        let text = try await Command.run("kioskctl", "status", "--socket", folder.path + "/control.sock")
        #expect(text.status == 1 && text.output.contains("out-of-service") && text.output.contains("coin-mechanism"))

        // A second daemon on the same journal is refused, and the first goes on.
        let second = try await enrolled.daemon().result()
        #expect(second.status == 78)
        #expect(second.complaint.contains("journal.sqlite") && second.complaint.contains("Stop the other"))
        #expect(try await enrolled.status().status == 1)

        daemon.send(SIGTERM)
        let end = try await daemon.result()
        #expect(end.status == 0, "\(end.complaint)")
        #expect(folder.mode(of: "control.sock") == nil)
        // The browser's address stays as it is for the daemon that comes next.
        #expect(folder.mode(of: "screen-token") == 0o600)
        #expect(end.complaint.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        let gone = try await enrolled.status()
        #expect(gone.status == 2 && gone.complaint.contains("Is kioskd running?"))
        try await enrolled.stop()
    }

    @Test("systemd hears that the daemon is ready, and that it leaves")
    func notifies() async throws {
        let enrolled = try await Enrolled()
        let path = enrolled.folder.path + "/notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        #expect(isBound)
        // The watchdog would be told every 100 ms.
        let daemon = try enrolled.daemon(["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "300000"])
        _ = try await daemon.complaintLine { $0.contains("kiosk.started") }
        // SIGINT does what SIGTERM does. Signals are heard from the start on.
        daemon.send(SIGINT)
        #expect(try await daemon.result().status == 0)
        var notices: [String] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while case let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), count > 0 {
            notices.append(String(decoding: buffer.prefix(count), as: UTF8.self))
        }
        let statuses = notices.filter { $0.hasPrefix("STATUS=") }
        #expect(notices.filter { !statuses.contains($0) && $0 != "WATCHDOG=1" } == ["READY=1", "STOPPING=1"])
        #expect(notices.contains("WATCHDOG=1"))
        // What `systemctl status` shows is what `kioskctl status` says.
        #expect(statuses.contains { $0.hasPrefix("STATUS=out-of-service: ") && $0.contains("coin-mechanism") })
        #expect(statuses.last?.contains("stopping") == true)
        #expect(zip(statuses, statuses.dropFirst()).allSatisfy { $0 != $1 })
        try await enrolled.stop()
    }

    @Test("A configuration that is wrong is refused with the file, the line and the remedy, and exit 78")
    func badConfiguration() async throws {
        let enrolled = try await Enrolled()
        let file = enrolled.folder.path + "/kiosk.yaml"
        let good = try enrolled.folder.read("kiosk.yaml")
        func restore() throws { try enrolled.folder.write(good, to: "kiosk.yaml") }

        let unknown = try await enrolled.refused {
            try enrolled.edit { $0.replacing("  url:", with: "  colour: red\n  url:") }
        }
        #expect(unknown.complaint.contains("\(file):\(try enrolled.line(of: "colour")):"))
        #expect(unknown.complaint.contains("'colour'") || unknown.complaint.contains("colour"))
        try restore()

        let wrongType = try await enrolled.refused {
            try enrolled.edit { $0.replacing("url: \(enrolled.url)", with: "url: [1, 2]") }
        }
        #expect(wrongType.complaint.contains("\(file):\(try enrolled.line(of: "url: [")):"))
        try restore()

        let missingKey = try await enrolled.refused {
            try enrolled.edit { $0.replacing("journal:", with: "# journal:") }
        }
        #expect(missingKey.complaint.contains("journal"))
        try restore()

        let badURL = try await enrolled.refused {
            try enrolled.edit { $0.replacing("https://", with: "http://") }
        }
        #expect(badURL.complaint.contains("\(file):\(try enrolled.line(of: "url:")): 'cloud.url'"))
        try restore()

        let badProxy = try await enrolled.refused {
            try enrolled.edit { $0.replacing("trust-anchors:", with: "proxy: proxy:8080\n  trust-anchors:") }
        }
        #expect(badProxy.complaint.contains("\(file):\(try enrolled.line(of: "proxy:")):"))
        #expect(badProxy.complaint.contains("'cloud.proxy' wants http://host:port"))
        try restore()

        let noFolder = try await enrolled.refused {
            try enrolled.edit { $0.replacing("/journal.sqlite", with: "/missing/journal.sqlite") }
        }
        #expect(noFolder.complaint.contains("\(file):\(try enrolled.line(of: "journal:")): 'journal'"))
        #expect(noFolder.complaint.contains("Make the folder"))
        try restore()

        // Files that the configuration names, each missing, and each something else.
        for (key, name, command) in [
            ("cloud.trust-anchors", "cloud-anchors.pem", "openssl x509"),
            ("cloud.certificate", "kiosk.pem", "openssl x509"),
            ("cloud.key", "kiosk.key", "openssl pkey"),
            ("trust.card-authorities", "card-authorities.pem", "openssl x509"),
            ("trust.seal-authorities", "seal-authorities.pem", "openssl x509"), ("board", "board.yaml", ""),
        ] {
            let path = enrolled.folder.path + "/" + name
            let content = try enrolled.folder.read(name)
            let place = "\(file):\(try enrolled.line(of: path)): '\(key)'"
            let missing = try await enrolled.refused { try FileManager.default.removeItem(atPath: path) }
            #expect(missing.complaint.contains(place) && missing.complaint.contains(name), "\(missing.complaint)")
            let nonsense = try await enrolled.refused { try enrolled.folder.write("nonsense\n", to: name) }
            if command.isEmpty {
                #expect(nonsense.complaint.contains("board.yaml"))
            } else {
                #expect(nonsense.complaint.contains(place) && nonsense.complaint.contains(command))
            }
            let empty = try await enrolled.refused { try enrolled.folder.write("", to: name) }
            #expect(empty.complaint.contains(name))
            try enrolled.folder.write(content, to: name)
        }

        // A certificate of another key, and an anchor that is none.
        let certificate = try enrolled.folder.read("kiosk.pem")
        let other = try await enrolled.refused {
            try enrolled.folder.write(try enrolled.folder.read("seal-authorities.pem"), to: "kiosk.pem")
        }
        #expect(other.complaint.contains("is not the key of the first certificate"))
        try enrolled.folder.write(certificate, to: "kiosk.pem")
        let anchors = try enrolled.folder.read("cloud-anchors.pem")
        let notAnchor = try await enrolled.refused { try enrolled.folder.write(certificate, to: "cloud-anchors.pem") }
        #expect(notAnchor.complaint.contains("cloud.trust-anchors"))
        try enrolled.folder.write(anchors, to: "cloud-anchors.pem")

        // What lies in the socket's place is left there.
        try enrolled.folder.write("precious", to: "control.sock")
        let blocked = try await enrolled.daemon().result()
        #expect(blocked.status == 78 && blocked.complaint.contains("control.sock"))
        #expect(try enrolled.folder.read("control.sock") == "precious")
        try await enrolled.stop()
    }

    @Test("A configuration that is not there is named, with the remedy")
    func noConfiguration() async throws {
        let result = try await Command.run("kioskd", "--config", "/nonexistent/kiosk.yaml")
        #expect(result.status == 78 && result.complaint.contains("/nonexistent/kiosk.yaml: no such file"))
    }

    @Test("Nobody answers at the socket: exit 2 with the remedy")
    func noDaemon() async throws {
        let folder = try TemporaryFolder()
        let result = try await Command.run("kioskctl", "status", "--socket", folder.path + "/control.sock")
        #expect(result.status == 2 && result.complaint.contains("systemctl status kioskd"))
    }

    @Test("A cloud on a port that is taken says so")
    func portTaken() async throws {
        let enrolled = try await Enrolled()
        let port = try #require(enrolled.url.split(separator: ":").last)
        let folder = try TemporaryFolder()
        let result = try await Command.run(
            "kiosk-sim", "cloud", "--directory", folder.path, "--port", String(port))
        #expect(result.status == 2 && result.complaint.contains("port \(port)"))
        try await enrolled.stop()
    }
}
