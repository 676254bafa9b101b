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

    /// The id of the kiosk whose certificate TLS accepted for this connection, where it is an enrolled one's.
    func kiosk(among enrolled: EnrolledKiosks) async throws(Problem) -> String {
        let certificate: Certificate?
        do {
            let peer = try await channel.nioSSL_peerCertificate().get()
            certificate = try peer.map { try Certificate(der: $0.toDERBytes()) }
        } catch {
            throw .kioskNotAccepted
        }
        guard let name = certificate.flatMap(enrolled.kiosk(with:)) else { throw .kioskNotAccepted }
        return name
    }
}
