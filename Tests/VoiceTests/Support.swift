import Foundation
import Issuance

@testable import Voice

/// The page's words.
enum Words {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Screens/Resources")

    /// What is said and never shown.
    static func said(_ language: Language) throws -> [String: String] { try read("voice", language) }
    /// What is shown, and said too.
    static func shown(_ language: Language) throws -> [String: String] { try read("strings", language) }

    private static func read(_ folder: String, _ language: Language) throws -> [String: String] {
        let file = Self.folder.appending(path: "\(folder)/\(language.rawValue).json")
        return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
    }

    /// As it is said: with something in each place, and without the readings over the characters.
    static func filled(_ text: String) -> String {
        text.replacing(/\{(amount|due|fee|owed|change|refunded|paid|open)\}/, with: "1,300")
            .replacing(/\{[A-Za-z]+\}/, with: "3")
            .replacing(/\[([^|\]]+)\|[^\]]+\]/) { $0.1 }
    }
}
