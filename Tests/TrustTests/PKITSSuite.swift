import Foundation
import OpenSSL
import Testing
import Trust

/// The data of NIST's suite, as it lies in `PKITS`.
struct PKITSSuite {
    struct Case: Decodable {
        var number: String
        var title: String
        /// From the trust anchor to the end entity; signers of lists among them.
        var certificates: [String]
        var crls: [String]
        var initialPolicySet: [String]
        var initialExplicitPolicy: Bool
        var initialPolicyMappingInhibit: Bool
        var initialInhibitAnyPolicy: Bool
        var valid: Bool
    }

    private struct File: Decodable {
        var validationTime: String
        var trustAnchor: String
        var cases: [Case]
    }

    /// Read once: three files.
    static let shared = Result { try PKITSSuite() }

    let time: Int64
    let anchor: String
    let cases: [Case]
    private let certificates: [String: [UInt8]]
    private let lists: [String: [UInt8]]

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "PKITS")
        let file = try JSONDecoder().decode(
            File.self, from: try Data(contentsOf: folder.appending(path: "cases.json")))
        time = try #require(Timestamp.seconds(file.validationTime))
        anchor = file.trustAnchor
        cases = file.cases
        certificates = try Self.named(folder.appending(path: "certificates.pem"))
        lists = try Self.named(folder.appending(path: "lists.pem"))
    }

    func certificate(_ name: String) throws -> Certificate {
        try Certificate(der: try #require(certificates[name], "\(name)"))
    }

    func list(_ name: String) throws -> RevocationList {
        try RevocationList(der: try #require(lists[name], "\(name)"))
    }

    // PEM, each under its name.
    private static func named(_ file: URL) throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        var name = ""
        var body = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("-----END") {
                all[name] = Array(try #require(Data(base64Encoded: body)))
                body = ""
            } else if line.hasPrefix("-----BEGIN") {
                body = ""
            } else if line.utf8.count == 64 || !body.isEmpty {
                body += line
            } else {
                name = String(line)
            }
        }
        return all
    }
}
