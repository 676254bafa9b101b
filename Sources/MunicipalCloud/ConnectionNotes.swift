internal import CCurl

/// What was seen while one TLS connection was made. Lives as long as the connection's SSL_CTX, which libcurl makes
/// anew for each connection, and is touched by the thread that drives the transfers alone.
final class ConnectionNotes {
    /// The server asked for this kiosk's certificate.
    private(set) var sawCertificateRequest = false
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
                ConnectionNotes.of(connection)?.sawCertificateRequest = true
                return 1
            }, nil)
        SSL_CTX_set_info_callback(context) { connection, place, value in
            // The high byte is the level, 2 for fatal; the low one the description.
            guard place == SSL_CB_READ_ALERT, value >> 8 == SSL3_AL_FATAL else { return }
            ConnectionNotes.of(connection)?.alert = Int(value & 0xFF)
        }
        return notes
    }

    /// The notes on a connection, also on one that an earlier transfer made.
    static func of(_ connection: OpaquePointer?) -> ConnectionNotes? {
        guard let connection, let context = SSL_get_SSL_CTX(connection),
            let pointer = SSL_CTX_get_ex_data(context, slot)
        else { return nil }
        return Unmanaged<ConnectionNotes>.fromOpaque(pointer).takeUnretainedValue()
    }
}
