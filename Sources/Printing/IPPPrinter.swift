internal import CCUPS

/// The printer behind a queue, asked directly over IPP. Nothing is printed this way; it is only asked,
/// and told to end a job.
struct IPPPrinter: Sendable {
    let client: IPPClient
    let endpoint: IPPEndpoint

    /// What the printer is able to do, as far as it says so. A printer that leaves something out is
    /// believed able: IPP Everywhere (PWG 5100.14) requires each of these.
    struct Abilities: Hashable, Sendable {
        var formats: [String]?
        var sides: [String]?
        var readyMedia: [String]?
        var copies: Int?

        /// What a certificate needs and the printer lacks.
        var lacking: Set<PrinterReason> {
            var reasons: Set<PrinterReason> = []
            if let formats, !formats.contains("application/pdf") { reasons.insert(.noPDF) }
            if let sides, !sides.contains(PrintTicket.Sides.twoSidedLongEdge.rawValue) { reasons.insert(.noTwoSided) }
            if let readyMedia, !readyMedia.contains(where: { $0.hasPrefix(PrintTicket.media) }) {
                reasons.insert(.noA4)
            }
            return reasons
        }
    }

    /// How the printer is, and what it is able to do; nil if it does not answer.
    func describe() async -> (condition: PrinterCondition, abilities: Abilities)? {
        try? await ask(IPP_OP_GET_PRINTER_ATTRIBUTES) { request in
            request.ask(for: [
                "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "document-format-supported",
                "sides-supported", "media-ready", "copies-supported",
            ])
        } read: { answer in
            (
                Self.condition(in: answer),
                Abilities(
                    formats: answer.strings("document-format-supported"), sides: answer.strings("sides-supported"),
                    readyMedia: answer.strings("media-ready"), copies: answer.upperBound("copies-supported"))
            )
        }
    }

    /// How the printer is; nil if it does not answer.
    func condition() async -> PrinterCondition? {
        try? await ask(IPP_OP_GET_PRINTER_ATTRIBUTES) { request in
            request.ask(for: ["printer-state", "printer-state-reasons", "printer-is-accepting-jobs"])
        } read: { answer in
            Self.condition(in: answer)
        }
    }

    private static func condition(in answer: borrowing IPPMessage) -> PrinterCondition {
        let activity: PrinterCondition.Activity =
            switch answer.integer("printer-state") {
            case Int(IPP_PSTATE_IDLE.rawValue): .idle
            case Int(IPP_PSTATE_PROCESSING.rawValue): .processing
            // A state that is none, or missing, is not one to print in.
            default: .stopped
            }
        var condition = PrinterCondition(activity: activity, keywords: answer.strings("printer-state-reasons") ?? [])
        if answer.boolean("printer-is-accepting-jobs") == false { condition.blocking.insert(.notAccepting) }
        return condition
    }

    /// What the printer says when asked for a job by its name.
    enum Search: Hashable, Sendable {
        case found(Int)
        case none
        case unanswered
    }

    /// The number that the printer gave the job of that name. CUPS does not tell its jobs' numbers at the
    /// printer, but it passes on their names, and ours are random.
    func find(_ name: JobName) async -> Search {
        for kind in ["not-completed", "completed"] {
            do {
                let number = try await ask(IPP_OP_GET_JOBS) { request in
                    request.add("which-jobs", IPP_TAG_KEYWORD, kind)
                    request.add("limit", 20)
                    request.ask(for: ["job-id", "job-name"])
                } read: { answer in
                    Self.number(ofJobNamed: name.description, in: answer)
                }
                if let number { return .found(number) }
            } catch {
                return .unanswered
            }
        }
        return .none
    }

    /// The number of the job of that name in a list of jobs.
    static func number(ofJobNamed name: String, in answer: borrowing IPPMessage) -> Int? {
        var found: Int?
        var number: Int?
        var isNamed = false
        answer.forEachAttribute { item in
            switch item?.name {
            case nil:
                (number, isNamed) = (nil, false)
            case "job-id":
                number = answer.integer(of: item?.attribute)
            case "job-name":
                // CUPS writes "12 - NAME" for printers without Create-Job.
                isNamed = answer.strings(of: item?.attribute)?.first?.hasSuffix(name) ?? false
            default:
                // Not asked for.
                break
            }
            if isNamed, let number { found = number }
        }
        return found
    }

    /// How a job is.
    func look(at number: Int) async -> PrintSighting.Printed {
        let found: PrintSighting.Printed?
        do {
            found = try await ask(IPP_OP_GET_JOB_ATTRIBUTES) { request in
                request.add("job-id", number)
                request.ask(for: ["job-state", "job-impressions-completed", "job-media-sheets-completed"])
            } read: { answer in
                guard let state = Self.state(answer.integer("job-state")) else { return nil }
                return .found(
                    PrinterJob(
                        state: state, impressions: answer.integer("job-impressions-completed"),
                        sheets: answer.integer("job-media-sheets-completed")))
            }
        } catch {
            return error == .gone ? .notFound : .unknown
        }
        return found ?? .unknown
    }

    static func state(_ value: Int?) -> PrinterJob.State? {
        switch value {
        case Int(IPP_JSTATE_PENDING.rawValue), Int(IPP_JSTATE_PROCESSING.rawValue): .underway
        case Int(IPP_JSTATE_HELD.rawValue), Int(IPP_JSTATE_STOPPED.rawValue): .stopped
        case Int(IPP_JSTATE_CANCELED.rawValue): .canceled
        case Int(IPP_JSTATE_ABORTED.rawValue): .aborted
        case Int(IPP_JSTATE_COMPLETED.rawValue): .completed
        default: nil
        }
    }

    /// Asks the printer to end a job. Whether it does is seen in the job's state.
    func cancel(_ number: Int) async {
        _ = try? await ask(IPP_OP_CANCEL_JOB) { request in
            request.add("job-id", number)
        } read: { _ in
        }
    }

    private enum Failure: Error { case gone, unanswered }

    private func ask<Answer: Sendable>(
        _ operation: ipp_op_t, write: @Sendable (borrowing IPPMessage) -> Void,
        read: @Sendable (borrowing IPPMessage) -> Answer
    ) async throws(Failure) -> Answer {
        let result: Result<Answer, Failure>
        do {
            result = try await client.perform(operation, on: endpoint, write: write) { answer in
                if answer.isSuccess { return .success(read(answer)) }
                return .failure(answer.status == IPP_STATUS_ERROR_NOT_FOUND.rawValue ? .gone : .unanswered)
            }
        } catch {
            throw .unanswered
        }
        return try result.get()
    }
}
