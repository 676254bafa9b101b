internal import CCurl
internal import Glibc

/// Keeps TLS sessions, so that the next connection is resumed with half the messages, for as long as the server's
/// certificate is known not to be revoked. Lives on the thread that drives libcurl.
final class SessionShelf {
    private var share: UnsafeMutableRawPointer?
    /// Those that transfers under way may still hold.
    private var old: [UnsafeMutableRawPointer] = []
    /// Until when what stands here may be used, in seconds since 1970 UTC.
    private var until: Int64 = .max

    deinit {
        for handle in old + [share].compactMap({ $0 }) { curl_share_cleanup(handle) }
    }

    /// What a transfer that begins now may use; nil: it makes a session of its own.
    func handle(at seconds: Int64) -> UnsafeMutableRawPointer? {
        if seconds >= until { clear() }
        if let share { return share }
        guard let made = curl_share_init(), CCurl_share_sessions(made) == CURLSHE_OK else { return nil }
        share = UnsafeMutableRawPointer(made)
        return share
    }

    /// Has nothing that stands here used beyond this second.
    func limit(to seconds: Int64) { until = min(until, seconds) }

    /// Forgets every session: of a server that was refused none is used again.
    func clear() {
        if let share { old.append(share) }
        share = nil
        until = .max
        // One that is in use stays for the next time.
        old.removeAll { curl_share_cleanup($0) == CURLSHE_OK }
    }
}

/// The system's clock, by which OpenSSL judges certificates too, in seconds since 1970 UTC.
func systemSeconds() -> Int64 { Int64(time(nil)) }
