import PaperCode
import TestSupport
import Testing

@Suite("What is printed on a back")
struct PaperCodeTests {
    static let sheet = FactSheet(
        municipality: "13113", municipalityName: "渋谷区", title: "住民票の写し",
        number: "13113-9F0E4B1D-2C3A4958-87665544-33221100", issuedOn: "2010-02-02", page: 1, pages: 2,
        seal: String(repeating: "ab", count: 32), picture: String(repeating: "cd", count: 32),
        facts: [.init("氏名", "見本 太郎"), .init("住所", "東京都渋谷区窓口町一丁目2番3号 見本ハイツ405号室")])

    @Test("a sheet of facts reads back, with its signature, and in one form only")
    func facts() throws {
        let printed = Self.sheet.signed([1, 2, 3])
        let read = try #require(FactSheet.read(printed))
        #expect(read.sheet == Self.sheet)
        #expect(read.signature == [1, 2, 3])
        for bad in [
            "", "x", printed + "\n", String(printed.dropLast()), printed.replacing("page 1/2", with: "page 3/2"),
            printed.replacing("page 1/2", with: "page 01/2"), printed.replacing("fact 住所", with: "fact  住所"),
            printed.replacing("madoguchi-paper 1", with: "madoguchi-paper 2"),
            printed.replacing("signature ", with: "signature !"),
            printed + String(repeating: "fact a b\n", count: 300),
        ] { #expect(FactSheet.read(bad) == nil, "\(bad)") }
    }

    @Test(
        "a payload of any length that there is room for comes back from clean cells",
        arguments: [0, 1, 8570, 10_000, 12_858])
    func clean(length: Int) throws {
        var random = SplitMix(seed: UInt64(length))
        let payload = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        let cells = try #require(FieldCodec.cells(of: payload))
        #expect(cells.count == PaperLayout.Field.dataCells.count)
        // Evenly grey, whatever it says.
        let black = Double(cells.count { $0 }) / Double(cells.count)
        #expect((0.49...0.51).contains(black))
        let reading = try #require(FieldCodec.reading(of: cells.map { $0 ? 1 : -1 }))
        #expect(reading.payload == payload && reading.mended == 0)
    }

    @Test("a payload that there is no room for is refused")
    func tooLong() {
        #expect(FieldCodec.cells(of: [UInt8](repeating: 0, count: FieldCodec.capacity + 1)) == nil)
    }

    @Test("comes back with a tenth of the field gone and one cell in a hundred wrong; not with most of it gone")
    func damaged() throws {
        var random = SplitMix(seed: 4)
        let payload = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let cells = try #require(FieldCodec.cells(of: payload))
        func blackness(gone: Double) -> [Double] {
            let bottom = Int(Double(cells.count) * gone)
            return cells.enumerated().map { place, isBlack in
                // A stain, in which nothing can be told, and specks everywhere.
                if place < bottom { return Double.random(in: -0.2...0.2, using: &random) }
                let isWrong = Double.random(in: 0...1, using: &random) < 0.01
                return (isBlack != isWrong ? 1 : -1) * Double.random(in: 0.3...1, using: &random)
            }
        }
        let reading = try #require(FieldCodec.reading(of: blackness(gone: 0.1)))
        #expect(reading.payload == payload)
        #expect((0.05...0.3).contains(reading.mended))
        #expect(FieldCodec.reading(of: blackness(gone: 0.6)) == nil)
    }

    @Test("a picture is packed to a small part of itself, and unpacks to the same dots")
    func picture() throws {
        var rows = [UInt8](repeating: 0, count: FrontPicture.stride * FrontPicture.height)
        for place in stride(from: 0, to: rows.count, by: 977) { rows[place] = UInt8(place & 255) }
        let picture = try #require(FrontPicture(rows: rows))
        let packed = try #require(picture.packed())
        #expect(packed.count < 2_000)
        #expect(FrontPicture(packed: packed) == picture)
        #expect(FrontPicture(packed: Array(packed.dropLast(9))) == nil)
        #expect(FrontPicture(packed: []) == nil)
        #expect(FrontPicture(rows: []) == nil)
        let payload = PaperPayload(sheet: Self.sheet.signed([9]), picture: packed)
        #expect(PaperPayload(payload.bytes) == payload)
        #expect(PaperPayload([0xFF, 0xFF, 1]) == nil)
    }
}
