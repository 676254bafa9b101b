internal import OpenSSL
internal import Synchronization

/// The kiosks that the platform knows, each with the store that it stands in, and the certificates that were taken back.
/// All of it can change while the cloud runs.
final class EnrolledKiosks: Sendable {
    private struct State {
        /// The store by the kiosk's id; nil for a kiosk that is enrolled without one.
        var stores: [String: String?]
        /// Serial numbers, hexadecimal.
        var revoked: Set<String> = []
    }

    private let state: Mutex<State>

    init(_ names: Set<String>) {
        state = Mutex(State(stores: Dictionary(uniqueKeysWithValues: names.map { ($0, String?.none) })))
    }

    func enrol(_ name: String, store: String?) { state.withLock { $0.stores[name] = .some(store) } }
    func strike(_ name: String) { state.withLock { _ = $0.stores.removeValue(forKey: name) } }
    func revoke(_ certificate: Certificate) { state.withLock { _ = $0.revoked.insert(certificate.serialHex) } }

    /// The id of the kiosk whose certificate this is: enrolled under its common name, for the store that the certificate
    /// names, and not taken back. TLS has checked chain and dates.
    func kiosk(with certificate: Certificate) -> String? {
        guard let name = certificate.commonName else { return nil }
        return state.withLock { state in
            guard let store = state.stores[name], store == certificate.locality,
                !state.revoked.contains(certificate.serialHex)
            else { return nil }
            return name
        }
    }
}
