import SimulatedResidents
import Testing

@Suite("A civil date")
struct CivilDateTests {
    @Test("is read from ISO 8601 and written back the same", arguments: ["1868-01-25", "2000-02-29", "2010-12-31"])
    func roundTrip(text: String) throws {
        #expect(try #require(CivilDate(text)).description == text)
    }

    @Test(
        "refuses what is no day of the calendar or not in the form",
        arguments: [
            "2010-02-29", "1900-02-29", "2010-13-01", "2010-00-10", "2010-01-00", "2010-04-31", "0000-01-01",
            "2010-1-1", "10-01-01", "2010/01/01", "2010-01-01T00:00", "+010-01-01", "２０１０-01-01", "",
        ])
    func refusal(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("is ordered by the calendar")
    func order() throws {
        let days = try ["2009-12-31", "2010-01-01", "2010-01-02", "2010-02-01"].map { try #require(CivilDate($0)) }
        #expect(days.shuffled().sorted() == days)
    }

    @Test(
        "is that of Japan, nine hours ahead of UTC",
        arguments: [
            (0, "1970-01-01"), (54_000 - 1, "1970-01-01"), (54_000, "1970-01-02"), (-32_401, "1969-12-31"),
            (951_793_200, "2000-02-29"), (951_836_399, "2000-02-29"), (1_556_636_400, "2019-05-01"),
            (1_556_636_399, "2019-04-30"), (Int.min, "0001-01-01"), (Int.max, "9999-12-31"),
        ])
    func japaneseDay(seconds: Int, text: String) {
        #expect(CivilDate(inJapanAt: seconds).description == text)
    }
}
