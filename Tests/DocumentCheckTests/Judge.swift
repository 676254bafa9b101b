import DocumentCheck
import Foundation
import LockedMemory
import Testing

/// The real program, asked as the kiosk asks it.
enum Judge {
    static func program() throws -> String {
        try #require(DocumentCheck.locate(), "swift build --product madoguchi-document-check")
    }

    static func verdict(
        on document: [UInt8], pages: Int = 1, mark: String = HandmadePDF.mark
    ) async throws -> DocumentVerdict {
        let mark = try #require(IssuanceMark(mark))
        // On a computer that runs all tests at once, the usual limit is the kiosk's and not this test's.
        return await DocumentCheck(program: try program(), limit: .seconds(60)).verdict(
            on: try LockedBytes(copying: document), expecting: DocumentExpectation(mark: mark, pages: pages))
    }
}
