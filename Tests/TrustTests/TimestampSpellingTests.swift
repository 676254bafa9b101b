import Testing
import Trust

@Suite("RFC 3339 as people write it")
struct TimestampSpellingTests {
    @Test(
        "every spelling of one second is that second",
        arguments: [
            "2026-04-01T09:30:00Z", "2026-04-01t09:30:00z", "2026-04-01T09:30:00.999Z", "2026-04-01T18:30:00+09:00",
            "2026-04-01T00:30:00-09:00", "2026-03-31T23:30:00-10:00", "2026-04-01T09:30:00-00:00",
        ])
    func spellings(_ text: String) { #expect(Timestamp.secondsOfRFC3339(text) == 1_775_035_800) }

    @Test("a leap second counts as the one after it, and stands at the end of a UTC day only")
    func leap() {
        #expect(Timestamp.secondsOfRFC3339("2016-12-31T23:59:60Z") == 1_483_228_800)
        #expect(Timestamp.secondsOfRFC3339("2017-01-01T08:59:60+09:00") == 1_483_228_800)
        #expect(Timestamp.secondsOfRFC3339("2016-12-31T22:59:60Z") == nil)
    }

    @Test(
        "anything else is no time",
        arguments: [
            "", "2026-04-01", "2026-04-01T09:30:00", "2026-04-01 09:30:00Z", "2026-04-01T09:30Z",
            "2026-04-01T09:30:00.Z", "2026-04-01T09:30:00+0900", "2026-04-01T09:30:00+24:00", "2026-02-29T00:00:00Z",
            "2026-04-01T09:30:00Zx", "０026-04-01T09:30:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        ])
    func nonsense(_ text: String) { #expect(Timestamp.secondsOfRFC3339(text) == nil) }
}
