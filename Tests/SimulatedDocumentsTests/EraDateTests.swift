import SimulatedDocuments
import SimulatedResidents
import Testing

@Suite("An era date")
struct EraDateTests {
    @Test(
        "changes its era on the exact day, and calls the first year 元年",
        arguments: [
            ("1873-01-01", "明治6年1月1日"), ("1912-07-29", "明治45年7月29日"), ("1912-07-30", "大正元年7月30日"),
            ("1913-01-01", "大正2年1月1日"), ("1926-12-24", "大正15年12月24日"), ("1926-12-25", "昭和元年12月25日"),
            ("1926-12-31", "昭和元年12月31日"), ("1927-01-01", "昭和2年1月1日"), ("1989-01-07", "昭和64年1月7日"),
            ("1989-01-08", "平成元年1月8日"), ("1989-12-31", "平成元年12月31日"), ("1990-01-01", "平成2年1月1日"),
            ("2010-02-02", "平成22年2月2日"), ("2019-04-30", "平成31年4月30日"), ("2019-05-01", "令和元年5月1日"),
            ("2019-12-31", "令和元年12月31日"), ("2020-01-01", "令和2年1月1日"), ("2026-11-23", "令和8年11月23日"),
        ])
    func boundaries(day: String, text: String) throws {
        let date = try #require(CivilDate(day))
        #expect(EraDate(date)?.description == text)
    }

    @Test("does not exist before Japan took the Gregorian calendar")
    func before() throws {
        let day = try #require(CivilDate("1872-12-31"))
        #expect(EraDate(day) == nil)
    }
}
