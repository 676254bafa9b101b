import Foundation
import TestSupport
import Testing

/// NIST's suite as files on a disk.
struct PKITSFiles {
    struct Case: Decodable, Sendable {
        var number: String
        var certificates: [String]
        var crls: [String]
        var initialPolicySet: [String]
        var initialExplicitPolicy: Bool
        var initialPolicyMappingInhibit: Bool
        var initialInhibitAnyPolicy: Bool
        var valid: Bool
    }

    private struct File: Decodable {
        var cases: [Case]
    }

    /// How an auditor may hand files over.
    enum Form: CaseIterable {
        case der, pem
        /// The certificate with its authorities, and all lists, in a file each.
        case bundle
    }

    let folder: TemporaryFolder
    let cases: [Case]
    private let blocks: [String: String]

    init() throws {
        folder = try TemporaryFolder()
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TrustTests/PKITS")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: source.appending(path: "cases.json")))
        cases = file.cases
        var blocks: [String: String] = [:]
        for name in ["certificates.pem", "lists.pem"] {
            // Each block stands under its name.
            var place = ""
            var block = ""
            for line in try String(contentsOf: source.appending(path: name), encoding: .utf8).split(separator: "\n") {
                if line.hasPrefix("-----BEGIN") { block = "" }
                guard !block.isEmpty || line.hasPrefix("-----BEGIN") else {
                    place = String(line)
                    continue
                }
                block += line + "\n"
                guard line.hasPrefix("-----END") else { continue }
                blocks[place] = block
                block = ""
            }
        }
        self.blocks = blocks
    }

    func certificate(_ name: String, _ form: Form) throws -> String { try write([name], form) }
    func list(_ name: String, _ form: Form) throws -> String { try write([name], form) }

    /// The arguments of the command for a case, the certificate last.
    func arguments(_ item: Case, _ form: Form, at time: String? = "2011-04-15T00:00:00Z") throws -> [String] {
        var arguments = time.map { ["--at", $0] } ?? []
        arguments += ["--trust-anchor", try certificate(try #require(item.certificates.first), form)]
        var authorities = Array(item.certificates.dropFirst().dropLast())
        let last = try #require(item.certificates.last)
        if form == .bundle {
            if !item.crls.isEmpty { arguments += ["--crl", try write(item.crls, form)] }
        } else {
            for name in authorities { arguments += ["--intermediate", try certificate(name, form)] }
            for name in item.crls { arguments += ["--crl", try list(name, form)] }
            authorities = []
        }
        for policy in item.initialPolicySet { arguments += ["--initial-policy", policy] }
        if item.initialExplicitPolicy { arguments.append("--require-explicit-policy") }
        if item.initialPolicyMappingInhibit { arguments.append("--inhibit-policy-mapping") }
        if item.initialInhibitAnyPolicy { arguments.append("--inhibit-any-policy") }
        return arguments + [try write([last] + authorities, form)]
    }

    // Several cases share a file and run at a time: it is whole or not there.
    private func write(_ names: [String], _ form: Form) throws -> String {
        let texts = try names.map { try #require(blocks[$0], "\($0)") }
        let path = folder.path + "/" + names.joined(separator: "+").prefix(180) + ".\(form)-\(names.count)"
        switch form {
        case .der:
            let body = texts[0].split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
            try #require(Data(base64Encoded: body)).write(to: URL(filePath: path), options: .atomic)
        case .pem, .bundle:
            let text = zip(names, texts).map { "\($0)\n\($1)" }.joined(separator: "\n")
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        }
        return path
    }
}
