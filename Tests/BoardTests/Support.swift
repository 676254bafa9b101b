import Foundation
import Issuance
import SimulatedBoard
import StrictYAML
import Testing

@testable import Board

func yen(_ amount: Int) -> Yen { Yen(amount) ?? .zero }

/// The repository's own parts list, found from this file.
enum Reference {
    static var path: String {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/") + "/Board/reference-kiosk.yaml"
    }

    static func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    static func load() throws -> PartsList {
        try PartsList.load(path: path, drivers: SimulatedParts(receipts: "/nowhere").drivers)
    }

    static func coinMechanism() throws -> CoinMechanismPart { try #require(try load().coinMechanism) }
}
