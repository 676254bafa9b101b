import Testing

@testable import Trust

/// The quick look at an entry's time against the exact reading of it.
@Suite struct ListTimeTests {
    private func both(_ bytes: [UInt8]) -> (isUsual: Bool, seconds: Int64?) {
        bytes.withUnsafeBytes { bytes in
            (
                bytes.baseAddress.map(DERValue.isUsualTime) ?? false,
                DERValue.seconds(tag: DERTag.utcTime, UnsafeRawBufferPointer(bytes))
            )
        }
    }

    @Test("what the quick look takes for a time is one, whatever byte stands wherever")
    func neverMore() {
        for base in ["300317174633Z", "991228235959Z", "000101000000Z"] {
            for place in 0..<13 {
                for byte in UInt8.min...UInt8.max {
                    var bytes = Array(base.utf8)
                    bytes[place] = byte
                    let (isUsual, seconds) = both(bytes)
                    #expect(!isUsual || seconds != nil, "\(base): \(byte) at \(place)")
                }
            }
        }
    }

    @Test("it takes every day that each month has")
    func usualDays() {
        for month in 1...12 {
            for day in 1...28 {
                let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
                let (isUsual, seconds) = both(Array("26\(two(month))\(two(day))093000Z".utf8))
                #expect(isUsual && seconds != nil, "\(month)-\(day)")
            }
        }
    }
}
