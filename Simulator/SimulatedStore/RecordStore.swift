/// Keeps items by kind and id, and changes several of them at once or none. Everything that the simulated
/// administration remembers is behind this: each municipality has a store of its own, and so have Juki-Net, the
/// authorities and the platform.
///
/// `SQLiteRecordStore` is the one that comes with the simulator. A server database needs one table with the columns of
/// `StoredItem`, a primary key of kind and id, and transactions.
public protocol RecordStore: Sendable {
    /// The item, where there is one.
    func item(_ kind: String, _ id: String) async throws(StoreError) -> StoredItem?

    /// The items of a kind, in the order of their ids: those of one group, or all.
    func items(_ kind: String, group: String?) async throws(StoreError) -> [StoredItem]

    /// Makes every change, or none.
    ///
    /// - Throws: `changedMeanwhile` where an item is not at the version that a change expects. Whoever wanted the
    ///   change looks at the items again and decides anew.
    func commit(_ changes: [StoreChange]) async throws(StoreError)
}

/// One thing that is remembered.
public struct StoredItem: Hashable, Sendable {
    /// What it is, such as `resident`: lower-case letters and hyphens.
    public var kind: String
    /// Which one, within its kind.
    public var id: String
    /// What it is looked up by beside its id, such as the household of a resident.
    public var group: String
    /// 1 when it is made, and one more with each change.
    public var version: Int
    /// What it says, in the form of whoever put it there.
    public var body: [UInt8]

    /// An item as a store found it.
    public init(kind: String, id: String, group: String, version: Int, body: [UInt8]) {
        self.kind = kind
        self.id = id
        self.group = group
        self.version = version
        self.body = body
    }
}

/// A change to one item, or a condition on it. Versions are those that the item must have for it; 0: there must be none.
public enum StoreChange: Hashable, Sendable {
    /// Makes the item, or puts it in the place of that version.
    case put(kind: String, id: String, group: String, body: [UInt8], after: Int)
    /// Takes it away.
    case remove(kind: String, id: String, at: Int)
    /// Changes nothing, and lets the other changes happen only where the item is still at this version.
    case expect(kind: String, id: String, at: Int)
}

/// Why a store did not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds a caller can act on.
    public enum Kind: Hashable, Sendable {
        /// An item was not at the version that a change expected.
        case changedMeanwhile
        /// The store cannot be read or written.
        case unavailable
        /// What is in the store is not what was put there.
        case corrupt
    }

    /// What went wrong, by kind.
    public var kind: Kind
    /// Where: a kind of item, a file, SQLite's code. Never what an item says.
    public var place: String

    /// An error of this kind.
    public init(_ kind: Kind, _ place: String) {
        self.kind = kind
        self.place = place
    }

    /// The kind and the place.
    public var description: String {
        switch kind {
        case .changedMeanwhile: "changed meanwhile: \(place)"
        case .unavailable: "the store is not available: \(place)"
        case .corrupt: "the store holds something that was not put there: \(place)"
        }
    }
}
