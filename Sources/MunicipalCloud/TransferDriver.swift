internal import CCurl

/// What the thread does: starts transfers, lets libcurl work, hands out answers.
final class TransferDriver {
    private let mailbox: TransferMailbox
    private let multi: UnsafeMutableRawPointer
    private let sessions = SessionShelf()
    /// By libcurl's handle. There are never more than a few.
    private var running: [UnsafeMutableRawPointer: (job: TransferJob, transfer: Transfer)] = [:]

    /// libcurl wakes by itself for its own deadlines, and the mailbox wakes it for ours.
    private static let longestSleep: Int32 = 3_600_000
    /// A kiosk has one session at a time; the second connection is for reports beside it.
    private static let keptConnections = 2

    init(_ mailbox: TransferMailbox) {
        self.mailbox = mailbox
        self.multi = UnsafeMutableRawPointer(mailbox.multi)
        // An unknown option would only mean more connections than that.
        _ = CCurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.keptConnections)
    }

    func run() {
        while let (jobs, cancelled) = mailbox.take() {
            for job in jobs { start(job, isCancelled: cancelled.contains(job.id)) }
            for (handle, entry) in running where cancelled.contains(entry.job.id) { end(handle, .failure(.cancelled)) }
            var count: Int32 = 0
            let code = curl_multi_perform(multi, &count)
            if code != CURLM_OK {
                // libcurl itself is broken: nothing that is under way will end by itself.
                for handle in running.keys { end(handle, .failure(CloudError(CURLE_FAILED_INIT))) }
            }
            handOut()
            curl_multi_poll(multi, nil, 0, Self.longestSleep, nil)
        }
        for handle in running.keys { end(handle, .failure(.cancelled)) }
        for job in mailbox.takeRest() { mailbox.answer(job, .failure(.cancelled)) }
        curl_multi_cleanup(multi)
    }

    private func start(_ job: TransferJob, isCancelled: Bool) {
        guard !isCancelled else { return mailbox.answer(job, .failure(.cancelled)) }
        do throws(CloudError) {
            let transfer = try Transfer(job.request, sessions: sessions)
            guard curl_multi_add_handle(multi, transfer.handle) == CURLM_OK else {
                throw CloudError(CURLE_FAILED_INIT)
            }
            running[transfer.handle] = (job, transfer)
        } catch {
            mailbox.answer(job, .failure(error))
        }
    }

    private func handOut() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let (_, transfer) = running[handle]
            else { continue }
            end(handle, transfer.finish(message.pointee.data.result))
        }
    }

    private func end(_ handle: UnsafeMutableRawPointer, _ result: Result<TransferAnswer, CloudError>) {
        guard let entry = running[handle] else { return }
        // First, while the transfer keeps its handle alive. Closes the connection of one that was not done.
        curl_multi_remove_handle(multi, handle)
        running[handle] = nil
        mailbox.answer(entry.job, result)
    }
}
