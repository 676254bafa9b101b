import Foundation
import PaperVerification
import SimulatedDocuments
import Testing

/// Pages as pictures, looked at by a person when they were recorded: MADOGUCHI_RECORD_GOLDEN=1 records them anew.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct GoldenPageTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Golden"

    @Test(
        "looks as it did",
        arguments: [
            (CertificateDocument.Kind.residenceRecord, "shibuya-household"), (.residenceRecord, "soma-long-name"),
            (.residenceRecord, "ichikawa-foreign"), (.residenceItems, "shibuya-household"),
            (.residenceItems, "ichikawa-foreign"), (.sealRegistration, "shibuya-seal"),
        ])
    func looks(kind: CertificateDocument.Kind, resident: String) throws {
        let page = try ScannedPaper(kind, of: resident).page(1, resolution: 60)
        let path = "\(Self.folder)/\(kind.rawValue)-\(resident).png"
        if ProcessInfo.processInfo.environment["MADOGUCHI_RECORD_GOLDEN"] != nil {
            try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
            try Data(page.png).write(to: URL(filePath: path))
        }
        let golden = try #require(GrayPicture(file: Array(try Data(contentsOf: URL(filePath: path)))))
        try #require(golden.width == page.width && golden.height == page.height)
        // Another version of Cairo or poppler may smooth an edge otherwise; a word that is gone or moved is more.
        #expect(try page.greatestDifference(from: golden) < 24)
        // The comparison sees one line of type that is missing.
        let blank = try page.patched(from: (x: 120, y: 213), to: (x: 20, y: 52), size: (60, 5))
        #expect(try blank.greatestDifference(from: golden) > 24)
    }
}

extension GrayPicture {
    /// The most that the mean of any square of eight dots differs from the other picture's.
    fileprivate func greatestDifference(from other: GrayPicture) throws -> Int {
        let (ours, theirs) = (bytes, other.bytes)
        try #require(ours.count == theirs.count)
        var greatest = 0
        for top in stride(from: 0, to: height - 8, by: 8) {
            for left in stride(from: 0, to: width - 8, by: 8) {
                var difference = 0
                for row in top..<top + 8 {
                    for place in row * width + left..<row * width + left + 8 {
                        difference += Int(ours[place]) - Int(theirs[place])
                    }
                }
                greatest = max(greatest, abs(difference) / 64)
            }
        }
        return greatest
    }
}
