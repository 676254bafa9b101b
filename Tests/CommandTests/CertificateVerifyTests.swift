import Foundation
import TestSupport
import Testing

/// `kioskctl certificate verify`, driven as an auditor would: with NIST's files.
@Suite(.timeLimit(.minutes(10)))
struct CertificateVerifyTests {
    private let files: PKITSFiles

    init() throws { files = try PKITSFiles() }

    private func verify(_ arguments: [String]) async throws -> CommandResult {
        try await RunningCommand("kioskctl", ["certificate", "verify"] + arguments).result()
    }

    @Test("every case of PKITS, in PEM, in DER, or several in a file, gets the suite's verdict as status and JSON")
    func allCases() async throws {
        #expect(files.cases.count == 249)
        // As many at a time as a small machine has cores: each is a process of its own.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, item) in files.cases.enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask {
                    let arguments = try files.arguments(item, PKITSFiles.Form.allCases[index % 3])
                    let result = try await verify(
                        ["--profile", "permissive", "--require-revocation", "chain", "--json"] + arguments)
                    #expect(result.status == (item.valid ? 0 : 1), "\(item.number): \(result.complaint)")
                    let found = try result.json()
                    let reasons = try #require(found["reasons"] as? [String])
                    let path = try #require(found["path"] as? [String])
                    #expect(found["accepted"] as? Bool == item.valid, "\(item.number)")
                    #expect(reasons.isEmpty == item.valid, "\(item.number)")
                    if item.valid {
                        #expect(found["revocation"] as? String == "good", "\(item.number)")
                        #expect(path.last == "CN=Trust Anchor,O=Test Certificates 2011,C=US", "\(item.number)")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("the reason, its date and the state of revocation are told in words, and in a text for people")
    func reasons() async throws {
        let expected: [(number: String, reason: String, revocation: String)] = [
            ("4.1.2", "unknown-issuer", "unknown"), ("4.2.6", "expired", "good"), ("4.2.2", "not-yet-valid", "good"),
            ("4.4.3", "revoked", "revoked"), ("4.4.4", "revocation-unknown", "unknown"),
            ("4.6.1", "not-an-authority", "good"), ("4.6.5", "path-too-long", "good"),
            ("4.8.2", "", "good"), ("4.13.2", "name-not-permitted", "good"),
            ("4.16.2", "unhandled-critical-extension", "good"),
        ]
        for (number, reason, revocation) in expected {
            let item = try #require(files.cases.first { $0.number == number })
            let result = try await verify(["--json"] + files.arguments(item, .der))
            let found = try result.json()
            #expect((found["reasons"] as? [String])?.first ?? "" == reason, "\(number): \(result.output)")
            #expect(found["revocation"] as? String == revocation, "\(number): \(result.output)")
        }
        let revoked = try #require(files.cases.first { $0.number == "4.4.3" })
        let result = try await verify(files.arguments(revoked, .pem))
        #expect(result.status == 1 && result.complaint.isEmpty)
        for word in ["refused\n", "because     revoked (keyCompromise, 2010-01-01T08:30:01Z), certificate 0"] {
            #expect(result.output.contains(word), "\(result.output)")
        }
    }

    @Test("nothing known of revocation is no, unless nobody asked; revoked is always no")
    func requirement() async throws {
        let good = try #require(files.cases.first { $0.number == "4.1.1" })
        let revokedAuthority = try #require(files.cases.first { $0.number == "4.4.2" })
        func verdict(_ item: PKITSFiles.Case, lists: [String], _ more: String...) async throws -> [String] {
            var item = item
            item.crls = lists
            let result = try await verify(["--json"] + more + files.arguments(item, .der))
            let found = try result.json()
            return ["\(result.status)", found["revocation"] as? String ?? ""] + (found["reasons"] as? [String] ?? [])
        }
        #expect(try await verdict(good, lists: []) == ["1", "unknown", "revocation-unknown"])
        #expect(try await verdict(good, lists: [], "--require-revocation", "none") == ["0", "not-checked"])
        #expect(
            try await verdict(good, lists: ["TrustAnchorRootCRL"], "--require-revocation", "none") == ["0", "unknown"])
        #expect(try await verdict(good, lists: ["GoodCACRL"]) == ["0", "good"])
        #expect(
            try await verdict(good, lists: ["GoodCACRL"], "--require-revocation", "chain") == [
                "1", "unknown", "revocation-unknown",
            ])
        for which in ["none", "leaf", "chain"] {
            let found = try await verdict(
                revokedAuthority, lists: revokedAuthority.crls, "--require-revocation", which)
            #expect(found == ["1", "revoked", "revoked"], "\(which)")
        }
    }

    @Test("a time is one of RFC 3339's, in any of its spellings; the verdict is of that second")
    func time() async throws {
        let item = try #require(files.cases.first { $0.number == "4.1.1" })
        let arguments = try files.arguments(item, .der, at: nil)
        for text in ["2011-04-15T09:00:00+09:00", "2011-04-15t00:00:00.25z", "2011-04-14T23:59:60Z"] {
            let result = try await verify(["--json", "--at", text] + arguments)
            #expect(result.status == 0, "\(text): \(result.complaint)")
            #expect(try result.json()["at"] as? String == "2011-04-15T00:00:00Z")
        }
        for text in ["2011-04-15", "2011-04-15T00:00:00", "2011-02-30T00:00:00Z", "2011-04-15T12:00:60Z", "now"] {
            #expect(try await verify(["--at", text] + arguments).status == 2, "\(text)")
        }
        // Years before it was issued.
        let early = try await verify(["--json", "--at", "2001-01-01T00:00:00Z"] + arguments)
        #expect(early.status == 1)
        #expect((try early.json()["reasons"] as? [String])?.contains("not-yet-valid") == true)
    }

    @Test("what cannot be judged is told from what is refused: exit status 2, the file and the remedy, no verdict")
    func unusableInput() async throws {
        let item = try #require(files.cases.first { $0.number == "4.1.1" })
        let good = try files.arguments(item, .der)
        let folder = files.folder
        try folder.write("not a certificate\n", to: "text")
        try folder.write("", to: "empty")
        try folder.write("-----BEGIN CERTIFICATE-----\nMIIB\n", to: "torn.pem")
        let certificate = try files.certificate("GoodCACert", .pem)
        let list = try files.list("GoodCACRL", .der)
        let cases: [(arguments: [String], word: String)] = [
            (good.dropLast() + [folder.path + "/missing"], "No such file"),
            (good.dropLast() + [folder.path], "cannot be read"),
            (good.dropLast() + [folder.path + "/text"], "neither PEM nor DER"),
            (good.dropLast() + [folder.path + "/empty"], "is empty"),
            (good.dropLast() + [folder.path + "/torn.pem"], "not whole"),
            (good.dropLast() + [list], "holds a certificate revocation list"),
            (["--crl", certificate] + good, "holds a certificate."),
            (["--crl", folder.path + "/text"] + good, "neither PEM nor DER"),
            (["--ocsp-response", list] + good, "holds no OCSP response"),
            (["--trust-anchor", folder.path + "/missing"] + good, "No such file"),
            (["--intermediate", list] + good, "holds no certificate"),
            (["--profile", "lenient"] + good, "--profile"),
            (["--require-revocation", "all"] + good, "--require-revocation"),
            (["--initial-policy", "1.x"] + good, "object identifier"),
            (["--unknown-option"] + good, "unknown-option"),
            (Array(good.dropLast()), "certificate"), ([], "certificate"),
        ]
        for (arguments, word) in cases {
            let result = try await verify(arguments + ["--json"])
            #expect(result.status == 2, "\(word): \(result.output)")
            #expect(result.output.isEmpty, "\(word): \(result.output)")
            #expect(result.complaint.contains(word), "\(word): \(result.complaint)")
        }
        let help = try await verify(["--help"])
        #expect(help.status == 0 && help.complaint.isEmpty)
        for word in ["--trust-anchor", "--require-revocation", "Exit status", "permissive"] {
            #expect(help.output.contains(word), "\(word)")
        }
    }
}
