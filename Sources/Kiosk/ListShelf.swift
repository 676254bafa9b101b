public import OpenSSL
public import Trust

/// Keeps the revocation lists that were fetched, no longer than each says: until its next update.
///
/// Lists are asked for by their address. One that is on its way is waited for by everybody who wants it, and stays on
/// its way when they no longer do: it is there for the next.
public actor ListShelf {
    private let fetcher: any RevocationFetcher
    private let store: RevocationListStore?
    private let now: @Sendable () -> Int64
    private var lists: [String: RevocationList] = [:]
    private var onTheirWay: [String: Task<RevocationList?, Never>] = [:]

    /// Authorities name a handful of addresses; beyond this many something is wrong, and nothing more is kept.
    private static let maximumCount = 32

    /// - Parameters:
    ///   - store: keeps them between runs; nil: in memory alone.
    ///   - now: seconds since 1970 UTC.
    public init(
        _ fetcher: any RevocationFetcher, store: RevocationListStore? = nil, now: @escaping @Sendable () -> Int64
    ) {
        self.fetcher = fetcher
        self.store = store
        self.now = now
    }

    /// The list at `url`, if it is signed by `issuer` and its next update is to come.
    public func list(at url: String, signedBy issuer: Certificate) async -> RevocationList? {
        if let known = lists[url] {
            if isFresh(known), known.isSigned(by: issuer) { return known }
            lists[url] = nil
        }
        if let kept = try? store?.list(Self.name(of: url)), isFresh(kept), kept.isSigned(by: issuer) {
            keep(kept, url)
            return kept
        }
        if let task = onTheirWay[url] { return await task.value }
        let task = Task { await fetch(url, issuer) }
        onTheirWay[url] = task
        let list = await task.value
        onTheirWay[url] = nil
        if let list { keep(list, url) }
        return list
    }

    private func fetch(_ url: String, _ issuer: Certificate) async -> RevocationList? {
        guard let der = await fetcher.list(at: url) else { return nil }
        if let store, let incoming = try? store.receive(der: der, as: Self.name(of: url), signers: [issuer]) {
            guard isFresh(incoming.list) else { return nil }
            // Where the disk takes nothing, the list is as good until the next start.
            try? incoming.keep()
            return incoming.list
        }
        guard store == nil, let list = try? RevocationList(der: der), list.isSigned(by: issuer), isFresh(list) else {
            return nil
        }
        return list
    }

    private func keep(_ list: RevocationList, _ url: String) {
        if lists.count < Self.maximumCount { lists[url] = list }
    }

    private func isFresh(_ list: RevocationList) -> Bool {
        guard let end = list.nextUpdate else { return false }
        return now() < end
    }

    /// An address may hold any character; a file's name may not.
    private static func name(of url: String) -> String { Hexadecimal.text(Digest.sha256(Array(url.utf8))) }
}
