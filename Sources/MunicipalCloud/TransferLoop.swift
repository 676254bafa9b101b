internal import CCurl
internal import Threads

/// Drives libcurl on a thread of its own, which sleeps in `poll` while there is nothing to do.
///
/// Several transfers can be under way; connections are kept for the next ones. The thread ends when the last
/// holder lets go, and what is under way then fails as cancelled.
final class TransferLoop: Sendable {
    private let mailbox: TransferMailbox

    init() throws(CloudError) {
        mailbox = TransferMailbox(multi: try CurlLibrary.multi())
        let mailbox = mailbox
        do throws(DetachedThread.Unavailable) {
            try DetachedThread.start { TransferDriver(mailbox).run() }
        } catch {
            throw CloudError(CURLE_FAILED_INIT)
        }
    }

    deinit { mailbox.stop() }

    /// Carries out one request. A cancelled task ends it at once.
    func perform(_ request: TransferRequest) async throws(CloudError) -> TransferAnswer {
        let id = mailbox.newID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { mailbox.submit(TransferJob(id: id, request: request, continuation: $0)) }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }
}
