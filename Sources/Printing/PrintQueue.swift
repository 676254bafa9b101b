internal import CCUPS
internal import LockedMemory

/// The queue of a print server, as far as the kiosk uses it.
struct PrintQueue: Sendable {
    let client: IPPClient
    let endpoint: IPPEndpoint

    /// What the queue says about itself.
    struct Description: Hashable, Sendable {
        var isAccepting: Bool
        var isStopped: Bool
        var deviceURI: String?
        /// Attributes that a job must state (`printer-mandatory-job-attributes`), and CUPS passes on.
        var mandatoryAttributes: [String]
        var errorPolicy: String?

        /// What is wrong with the queue, if anything.
        var blocking: Set<PrinterReason> {
            var reasons: Set<PrinterReason> = []
            if isStopped { reasons.insert(.queuePaused) }
            if !isAccepting { reasons.insert(.queueNotAccepting) }
            // Both are explained in docs/printing.md.
            if errorPolicy != "abort-job" || !mandatoryAttributes.contains("print-scaling") {
                reasons.insert(.queueNotPrepared)
            }
            return reasons
        }
    }

    func describe() async throws(PrintingError) -> Description {
        try await ask(IPP_OP_GET_PRINTER_ATTRIBUTES) { request in
            request.ask(for: [
                "printer-is-accepting-jobs", "printer-state", "device-uri", "printer-mandatory-job-attributes",
                "printer-error-policy",
            ])
        } read: { answer in
            Description(
                isAccepting: answer.boolean("printer-is-accepting-jobs") ?? false,
                isStopped: answer.integer("printer-state") == Int(IPP_PSTATE_STOPPED.rawValue),
                deviceURI: answer.strings("device-uri")?.first,
                mandatoryAttributes: answer.strings("printer-mandatory-job-attributes") ?? [],
                errorPolicy: answer.strings("printer-error-policy")?.first)
        }
    }

    /// The numbers of all jobs in the queue, finished ones that it keeps included. At most 100 are listed.
    func jobs() async throws(PrintingError) -> [Int] {
        try await ask(IPP_OP_GET_JOBS) { request in
            request.add("which-jobs", IPP_TAG_KEYWORD, "all")
            request.add("limit", 100)
            request.ask(for: ["job-id"])
        } read: { answer in
            var numbers: [Int] = []
            answer.forEachAttribute { item in
                guard let item, item.name == "job-id", let number = answer.integer(of: item.attribute) else { return }
                numbers.append(number)
            }
            return numbers
        }
    }

    /// The number of the job of that name, finished ones included; nil if there is none.
    func find(_ name: JobName) async throws(PrintingError) -> Int? {
        try await ask(IPP_OP_GET_JOBS) { request in
            request.add("which-jobs", IPP_TAG_KEYWORD, "all")
            request.add("limit", 100)
            request.ask(for: ["job-id", "job-name"])
        } read: { answer in
            IPPPrinter.number(ofJobNamed: name.description, in: answer)
        }
    }

    /// What became of an attempt to send a document.
    enum Submission: Hashable, Sendable {
        case accepted(number: Int)
        /// CUPS said no, or was never reached. Nothing will be printed.
        case refused(PrintingError)
        /// It was sent and no answer came. It may be printed.
        case unanswered
    }

    /// Sends a document as one job.
    ///
    /// The format is CUPS' own name for a PDF that is ready for the printer: no filter rewrites it, so the
    /// printer gets the bytes that the municipality signed.
    func send(_ document: LockedBytes, ticket: PrintTicket, cancelAfter: Duration) async -> Submission {
        do {
            return try await client.perform(IPP_OP_PRINT_JOB, on: endpoint, document: document) { request in
                request.add("job-name", IPP_TAG_NAME, ticket.jobName.description)
                request.add("document-format", IPP_TAG_MIMETYPE, "application/vnd.cups-pdf")
                request.add("copies", ticket.copies, in: IPP_TAG_JOB)
                request.add("media", IPP_TAG_KEYWORD, PrintTicket.media, in: IPP_TAG_JOB)
                request.add("sides", IPP_TAG_KEYWORD, ticket.sides.rawValue, in: IPP_TAG_JOB)
                request.add("print-scaling", IPP_TAG_KEYWORD, "none", in: IPP_TAG_JOB)
                request.add("job-sheets", IPP_TAG_NAME, "none", in: IPP_TAG_JOB)
                // Should this program die, the document does not stay in the spool for ever.
                request.add("job-cancel-after", Int(cancelAfter / .seconds(1)), in: IPP_TAG_JOB)
            } read: { answer in
                guard answer.isSuccess else { return .refused(Self.error(status: answer.status)) }
                guard let number = answer.integer("job-id"), number > 0 else { return .unanswered }
                return .accepted(number: number)
            }
        } catch {
            switch error {
            case .notConnected, .http: return .refused(Self.error(error))
            case .unanswered, .garbled: return .unanswered
            }
        }
    }

    /// How one of the queue's jobs is.
    func look(at number: Int) async -> PrintSighting.Queued {
        do {
            return try await ask(IPP_OP_GET_JOB_ATTRIBUTES) { request in
                request.add("job-id", number)
                request.ask(for: ["job-state", "job-state-reasons"])
            } read: { answer in
                Self.sighting(state: answer.integer("job-state"), reasons: answer.strings("job-state-reasons") ?? [])
            }
        } catch {
            return error == .noSuchQueue ? .finished : .unknown
        }
    }

    static func sighting(state: Int?, reasons: [String]) -> PrintSighting.Queued {
        guard let state = state.flatMap(UInt32.init(exactly:)) else { return .unknown }
        // Ended, but CUPS' backend still talks to the printer.
        if reasons.contains("processing-to-stop-point") { return .active }
        switch ipp_jstate_t(rawValue: numericCast(state)) {
        case IPP_JSTATE_PENDING, IPP_JSTATE_PROCESSING: return .active
        case IPP_JSTATE_HELD, IPP_JSTATE_STOPPED: return .stuck
        case IPP_JSTATE_ABORTED: return .aborted
        case IPP_JSTATE_CANCELED: return .canceled
        case IPP_JSTATE_COMPLETED: return .finished
        default: return .unknown
        }
    }

    /// Asks CUPS to end a job: it tells the printer so. Not finding it is as good.
    func cancel(_ number: Int) async {
        await end(number, purge: false)
    }

    /// Removes a job, its document and its history. CUPS does not tell the printer; ``cancel(_:)`` first
    /// if the printer may still have it.
    func purge(_ number: Int) async {
        await end(number, purge: true)
    }

    private func end(_ number: Int, purge: Bool) async {
        // Whether it worked is seen in the list of jobs, not in this answer.
        _ = try? await ask(IPP_OP_CANCEL_JOB) { request in
            request.add("job-id", number)
            request.add("purge-job", purge)
        } read: { _ in
        }
    }

    private func ask<Answer: Sendable>(
        _ operation: ipp_op_t, write: @Sendable (borrowing IPPMessage) -> Void,
        read: @Sendable (borrowing IPPMessage) -> Answer
    ) async throws(PrintingError) -> Answer {
        let result: Result<Answer, PrintingError>
        do {
            result = try await client.perform(operation, on: endpoint, write: write) { answer in
                answer.isSuccess ? .success(read(answer)) : .failure(Self.error(status: answer.status))
            }
        } catch {
            throw Self.error(error)
        }
        return try result.get()
    }

    private static func error(status: Int32) -> PrintingError {
        status == IPP_STATUS_ERROR_NOT_FOUND.rawValue ? .noSuchQueue : .refused(status: status)
    }

    private static func error(_ failure: ConnectionFailure) -> PrintingError {
        switch failure {
        case .notConnected, .unanswered: .serverUnreachable
        case .http(status: HTTP_STATUS_NOT_FOUND.rawValue): .noSuchQueue
        case .http(let status): .refused(status: status)
        case .garbled: .protocolViolation
        }
    }
}
