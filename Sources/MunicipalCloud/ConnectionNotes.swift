internal import CCurl

/// What was seen while one TLS connection was made. Lives as long as the connection's SSL_CTX, which libcurl makes
/// anew for each connection, and is touched by the thread that drives the transfers alone.
final class ConnectionNotes {
    /// The server asked for this kiosk's certificate.
    private(set) var sawCertificateRequest = false
    /// Why the server is not believed, where the handshake found that.
    private(set) var fault: ServerFault?
    /// Until when the server's certificate is known not to be revoked, in seconds since 1970 UTC.
    private(set) var statusUntil: Int64?
    /// The fatal alert by which the server ended TLS (RFC 8446 §6).
    private(set) var alert: Int?

    private static let slot = CCurl_new_context_slot { _, pointer, _, _, _, _ in
        guard let pointer else { return }
        Unmanaged<ConnectionNotes>.fromOpaque(pointer).release()
    }

    /// Starts taking notes on the connections of `context`; nil where OpenSSL refuses.
    static func begin(on context: OpaquePointer) -> ConnectionNotes? {
        let notes = ConnectionNotes()
        let retained = Unmanaged.passRetained(notes)
        guard SSL_CTX_set_ex_data(context, slot, retained.toOpaque()) == 1 else {
            retained.release()
            return nil
        }
        SSL_CTX_set_cert_cb(
            context,
            { connection, _ in
                ConnectionNotes.of(connection)?.seeCertificateRequest(connection)
                return 1
            }, nil)
        let asksStatus = CCurl_require_status(context) { connection, _ in
            guard let connection, let notes = ConnectionNotes.of(connection) else { return 0 }
            return notes.seeStatus(connection) ? 1 : 0
        }
        guard asksStatus == 1 else { return nil }
        SSL_CTX_set_info_callback(context) { connection, place, value in
            // The high byte is the level, 2 for fatal; the low one the description.
            guard place == SSL_CB_READ_ALERT, value >> 8 == SSL3_AL_FATAL else { return }
            ConnectionNotes.of(connection)?.alert = Int(value & 0xFF)
        }
        return notes
    }

    private func seeCertificateRequest(_ connection: OpaquePointer?) {
        sawCertificateRequest = true
        noteSession(of: connection)
    }

    /// A session that is resumed shows neither status nor request: that it had both is noted on itself.
    private func noteSession(of connection: OpaquePointer?) {
        guard let connection, let statusUntil, sawCertificateRequest else { return }
        _ = CCurl_note_session(connection, Self.sessionSlot, statusUntil)
    }

    private func seeStatus(_ connection: OpaquePointer) -> Bool {
        if SSL_session_reused(connection) == 1 {
            let until = CCurl_session_note(connection, Self.sessionSlot)
            guard until > systemSeconds() else {
                fault = .statusUnknown
                return false
            }
            statusUntil = until
            return true
        }
        switch ServerStatus.judge(connection, at: systemSeconds()) {
        case .success(let until):
            statusUntil = until
            noteSession(of: connection)
            return true
        case .failure(let found):
            fault = found.fault
            return false
        }
    }

    /// Whether everything was shown that must be before a request: now, or when the session was made.
    func isComplete(on connection: OpaquePointer?) -> Bool {
        if sawCertificateRequest { return true }
        guard let connection, SSL_session_reused(connection) == 1 else { return false }
        // Only a session that began with both has the note.
        return CCurl_session_note(connection, Self.sessionSlot) > 0
    }

    private static let sessionSlot = CCurl_new_session_slot()

    /// The notes on a connection, also on one that an earlier transfer made.
    static func of(_ connection: OpaquePointer?) -> ConnectionNotes? {
        guard let connection, let context = SSL_get_SSL_CTX(connection),
            let pointer = SSL_CTX_get_ex_data(context, slot)
        else { return nil }
        return Unmanaged<ConnectionNotes>.fromOpaque(pointer).takeUnretainedValue()
    }
}
