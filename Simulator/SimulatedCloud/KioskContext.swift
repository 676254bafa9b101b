internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOSSL
internal import OpenSSL

/// What is known of a request's sender.
struct KioskContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The common name of the certificate that TLS accepted for this connection, where it is an enrolled kiosk's.
    func kiosk(among enrolled: Set<String>) async throws(Problem) -> String {
        let name: String?
        do {
            let peer = try await channel.nioSSL_peerCertificate().get()
            name = try peer.map { try Certificate(der: $0.toDERBytes()) }?.commonName
        } catch {
            throw .kioskNotAccepted
        }
        guard let name, enrolled.contains(name) else { throw .kioskNotAccepted }
        return name
    }
}
