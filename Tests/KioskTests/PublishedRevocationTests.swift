import Foundation
import OpenSSL
import SimulatedAuthority
import Synchronization
import TestSupport
import Testing
import Trust

@testable import Kiosk

@Suite("What authorities publish about revocation")
struct PublishedRevocationTests {
    /// 2030-03-17T17:46:40Z.
    private static let start: Int64 = 1_900_000_000
    private static let responders = ["http://responder.test/1", "http://responder.test/2", "http://responder.test/3"]
    private static let listURL = "http://lists.test/all.crl"

    /// An authority, what it publishes, and how often it was asked.
    private final class Publisher: RevocationFetcher {
        struct State {
            var now = PublishedRevocationTests.start
            var asked: [String] = []
            var answers: [String: [UInt8]] = [:]
            var answering: OCSPResponder?
        }

        let authority: Authority
        let certificate: Certificate
        let state = Mutex(State())

        init() throws {
            authority = try Authority(
                root: .authority([("CN", "Published")], now: PublishedRevocationTests.start),
                key: KeyCache.key(.p256, "published-authority"))
            let places = PublishedRevocationTests.responders.map { "OCSP;URI:" + $0 }.joined(separator: ",")
            certificate = try authority.issue(
                .endEntity(
                    [("CN", "Holder")], now: PublishedRevocationTests.start, keyUsage: "digitalSignature",
                    more: [
                        .init("authorityInfoAccess", places),
                        .init("crlDistributionPoints", "URI:" + PublishedRevocationTests.listURL),
                    ]), key: KeyCache.key(.p256, "published-holder")
            ).certificate
        }

        /// A list that holds for a day.
        func list(revoking serials: [[UInt8]] = [], at seconds: Int64, by signer: Authority? = nil) throws -> [UInt8] {
            try RevocationListTemplate(
                now: seconds, entries: serials.map { .init(serial: $0, date: seconds) }
            ).signed(by: (signer ?? authority).credential)
        }

        func publish(_ list: [UInt8]?) { state.withLock { $0.answers[PublishedRevocationTests.listURL] = list } }
        var asked: [String] {
            state.withLock { state in
                defer { state.asked = [] }
                return state.asked
            }
        }

        func answer(from url: String, to request: [UInt8]) async -> [UInt8]? {
            state.withLock { state in
                state.asked.append(url)
                return state.answers[url] ?? state.answering?.answer(request, at: state.now)
            }
        }

        func list(at url: String) async -> [UInt8]? {
            state.withLock { state in
                state.asked.append(url)
                return state.answers[url]
            }
        }

        func source(_ store: RevocationListStore? = nil) -> PublishedRevocation {
            let now: @Sendable () -> Int64 = { [self] in state.withLock { $0.now } }
            return PublishedRevocation(self, shelf: ListShelf(self, store: store, now: now), now: now)
        }

        func verdict(_ source: PublishedRevocation) async throws -> RevocationVerdict? {
            let verifier = CertificateVerifier(
                anchors: [authority.certificate],
                profile: CertificateProfile(keyUsage: .digitalSignature, revocation: .endEntity))
            let query = try verifier.ocspQuery(for: certificate)
            let evidence = await source.evidence(for: query)
            return verifier.verify(certificate, at: state.withLock { $0.now }, revocation: evidence).revocation
        }
    }

    @Test("a responder that knows is believed and no list fetched; the second is asked where the first cannot answer")
    func responders() async throws {
        let publisher = try Publisher()
        let responder = OCSPResponder(issuer: publisher.authority.certificate, signer: publisher.authority.credential)
        responder.set(.good, for: publisher.certificate)
        publisher.state.withLock { $0.answering = responder }
        let source = publisher.source()
        #expect(try await publisher.verdict(source) == .good(until: Self.start + 3_600))
        #expect(publisher.asked == [Self.responders[0]])
        publisher.state.withLock { $0.answers[Self.responders[0]] = OCSPResponder.failure(3) }
        #expect(try await publisher.verdict(source) == .good(until: Self.start + 3_600))
        #expect(publisher.asked == Array(Self.responders[..<2]))
        // Nothing that a responder said is kept.
        responder.set(.revoked(.superseded, at: Self.start), for: publisher.certificate)
        #expect(try await publisher.verdict(source) == .revoked(.superseded, at: Self.start))
    }

    @Test("without a responder the list is fetched, and kept until it ends and not a second longer")
    func lists() async throws {
        let publisher = try Publisher()
        let source = publisher.source()
        publisher.publish(try publisher.list(at: Self.start))
        for _ in 0..<3 { #expect(try await publisher.verdict(source) == .good(until: Self.start + 86_400)) }
        #expect(publisher.asked.count { $0 == Self.listURL } == 1)
        publisher.publish(try publisher.list(revoking: [publisher.certificate.serialContent], at: Self.start + 86_000))
        publisher.state.withLock { $0.now = Self.start + 86_399 }
        #expect(try await publisher.verdict(source) == .good(until: Self.start + 86_400))
        publisher.state.withLock { $0.now = Self.start + 86_400 }
        #expect(try await publisher.verdict(source) == .revoked(.unspecified, at: Self.start + 86_000))
        #expect(publisher.asked.count { $0 == Self.listURL } == 1)
    }

    @Test("neither responder nor list: unknown, whatever else came")
    func unknown() async throws {
        let publisher = try Publisher()
        let source = publisher.source()
        let stranger = try Authority.unrelated(now: Self.start, key: KeyCache.key(.p256, "published-stranger"))
        let useless: [[UInt8]?] = [
            nil, [], Array("<html>".utf8), try publisher.list(at: Self.start - 86_401),
            try publisher.list(at: Self.start, by: stranger),
        ]
        for list in useless {
            publisher.publish(list)
            #expect(try await publisher.verdict(source) == .unknown(.unreachable))
        }
        // Nothing of it was kept: a good one is asked for and found.
        publisher.publish(try publisher.list(at: Self.start))
        #expect(try await publisher.verdict(source) == .good(until: Self.start + 86_400))
    }

    @Test("a folder keeps lists between runs, as long as they say; an older one than is known is not taken")
    func folder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let publisher = try Publisher()
        publisher.publish(try publisher.list(revoking: [publisher.certificate.serialContent], at: Self.start))
        let store = try RevocationListStore(folder: folder.path)
        #expect(try await publisher.verdict(publisher.source(store)) == .revoked(.unspecified, at: Self.start))
        publisher.publish(nil)
        _ = publisher.asked
        let next = publisher.source(try RevocationListStore(folder: folder.path))
        #expect(try await publisher.verdict(next) == .revoked(.unspecified, at: Self.start))
        #expect(!publisher.asked.contains(Self.listURL))
        // Past its end, and what is published is from before it.
        publisher.state.withLock { $0.now = Self.start + 86_400 }
        publisher.publish(try publisher.list(at: Self.start - 1))
        #expect(try await publisher.verdict(next) == .unknown(.unreachable))
    }
}
