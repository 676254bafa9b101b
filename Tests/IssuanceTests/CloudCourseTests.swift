import Issuance
import Testing

@Suite("The municipality and its cloud")
struct CloudCourseTests {
    @Test(
        "Each refusal of the municipality ends the order: nothing printed, nothing taken", arguments: Refusal.allCases)
    func refusedByMunicipality(_ refusal: Refusal) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.cloudRefused(refusal))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .refused(refusal))
        #expect(course.entries.suffix(2) == [.refused, .sessionClosed])
        #expect(course.outcomes == [.refused])
    }

    @Test("Each failure of the cloud ends the order the same way", arguments: CloudFailure.allCases)
    func cloudFails(_ failure: CloudFailure) throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.cloudFailed(failure))
        guard case .explaining(let explaining) = course.state else { Issue.record("not ended"); return }
        #expect(explaining.ending == .cloud(failure))
        #expect(course.outcomes == [.refused])
    }

    @Test("An answer after the time-out belongs to nobody")
    func lateAnswer() throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        let request = try #require(course.machine.outstanding)
        try course.wait()
        #expect(course.effects.contains(.abandon(request)))
        let before = course.machine
        try course.happen(.answered(request, .manifestReceived))
        #expect(course.machine == before)
    }

    @Test("A document that is not this order's: nothing printed, nothing taken, and the kiosk stops")
    func mismatchedDocument() throws {
        var course = Course()
        try course.toConfirmation()
        try course.touch(.confirm)
        try course.answer(.printerReady)
        try course.answer(.manifestReceived)
        try course.answer(.documentReceived)
        try course.answer(.documentMismatched)
        #expect(course.entries.contains(.alarmRaised(.documentMismatch)))
        try course.touch(.close)
        #expect(course.screen.content == .outOfService([.alarm(.documentMismatch)]))
        try course.touch(.begin)
        #expect(course.state == .outOfService)
    }
}
