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

/// A folder of its own for one test, gone with it.
final class Folder {
    let path = "\(NSTemporaryDirectory())board-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Random numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
