internal import Glibc
public import OpenSSL

/// The folder in which the indexes of revocation lists are kept between runs.
///
/// A file in it is whole or not there: a list is indexed beside its place, put on the disk, and then
/// moved there in one step. Whoever looks up in the old one meanwhile keeps it.
public final class RevocationListStore: Sendable {
    /// What was just done on the way to a new file, in this order.
    package enum Step: Hashable, Sendable {
        case created
        /// So many bytes were written, in no order that matters.
        case wrote(Int)
        case synced, renamed, folderSynced
    }

    /// The folder.
    public let folder: String
    private let descriptor: Int32
    // Whether the power fails after a step: for the tests that prove that it may.
    private let fails: @Sendable (Step) -> Bool

    /// Opens a folder, which must exist, and removes what a power cut left half done.
    ///
    /// Nobody but this program may write into it: an index is believed to be what was written.
    public convenience init(folder: String) throws(RevocationListError) {
        try self.init(folder: folder) { _ in false }
    }

    package init(folder: String, fails: @escaping @Sendable (Step) -> Bool) throws(RevocationListError) {
        self.folder = folder
        self.fails = fails
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .storage(errno: errno) }
        removeLeftovers()
    }

    deinit { close(descriptor) }

    /// The list that is kept under a name; nil when there is none.
    ///
    /// - Parameter name: 1 to 100 letters, digits, "-" and "_".
    /// - Throws: `.damaged` for a file that is not as it was written: fetch the list anew.
    public func list(_ name: String) throws(RevocationListError) -> RevocationList? {
        let file = openat(descriptor, try fileName(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            guard errno == ENOENT else { throw .storage(errno: errno) }
            return nil
        }
        defer { close(file) }
        return try RevocationList(descriptor: file)
    }

    /// Reads and indexes a list that came, from a file. Lists on the network come that way too, so that
    /// their length has a bound before anything of them is read.
    ///
    /// The list can be asked at once. It is kept for later runs when `keep` was called.
    ///
    /// - Parameters:
    ///   - signers: who may have signed it: certificates that were judged.
    ///   - name: see `list(_:)`.
    public func receive(
        file path: String, as name: String, signers: [Certificate]
    ) throws(RevocationListError) -> IncomingRevocationList {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw .storage(errno: errno) }
        defer { close(source) }
        return try receive(as: name, signers: signers) { (room) throws(RevocationListError) in
            try DescriptorFile.read(room, from: source)
        }
    }

    /// Reads and indexes a list that came, from memory. See the other of this name.
    public func receive(
        der: [UInt8], as name: String, signers: [Certificate]
    ) throws(RevocationListError) -> IncomingRevocationList {
        try receive(as: name, signers: signers, source: ByteSource(der).read)
    }

    private func receive(
        as name: String, signers: [Certificate], source: @escaping ByteWindow.Source
    ) throws(RevocationListError) -> IncomingRevocationList {
        let place = try fileName(name)
        let incoming = try IncomingRevocationList.Place(folder: descriptor, name: place, fails: fails)
        try RevocationList.index(source) { (bytes, offset) throws(RevocationListError) in
            try DescriptorFile.write(bytes, to: incoming.descriptor, at: offset)
            try incoming.passed(.wrote(bytes.count))
        }
        let list = try RevocationList(descriptor: incoming.descriptor)
        guard signers.contains(where: { list.isSigned(by: $0) }) else { throw .signatureInvalid }
        // A list that somebody kept from last month is signed as well as today's.
        if let known = try? self.list(name), known.issuer == list.issuer, known.thisUpdate > list.thisUpdate {
            throw .olderThanKnown
        }
        return IncomingRevocationList(list: list, place: incoming)
    }

    /// Forgets the list that is kept under a name.
    public func remove(_ name: String) throws(RevocationListError) {
        guard unlinkat(descriptor, try fileName(name), 0) == 0 || errno == ENOENT else {
            throw .storage(errno: errno)
        }
    }

    private func fileName(_ name: String) throws(RevocationListError) -> String {
        let isUsable =
            (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x5F
            }
        guard isUsable else { throw .storage(errno: EINVAL) }
        return name + ".crlx"
    }

    private func removeLeftovers() {
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("."), name.hasSuffix(".new") { unlinkat(descriptor, name, 0) }
        }
    }
}

/// A list that came, was read and can be asked, and is not kept yet.
public final class IncomingRevocationList: Sendable {
    /// The list.
    public let list: RevocationList
    private let place: Place

    init(list: RevocationList, place: Place) {
        self.list = list
        self.place = place
    }

    /// Puts the index on the disk, in place of an older one: after a power cut there is one or the
    /// other. Once is enough.
    public func keep() throws(RevocationListError) { try place.keep() }

    /// A file beside its place. What is not kept is removed.
    final class Place: Sendable {
        let descriptor: Int32
        private let folder: Int32
        private let name: String
        private let temporary: String
        private let fails: @Sendable (RevocationListStore.Step) -> Bool

        init(
            folder: Int32, name: String, fails: @escaping @Sendable (RevocationListStore.Step) -> Bool
        ) throws(RevocationListError) {
            let own = fcntl(folder, F_DUPFD_CLOEXEC, 0)
            guard own >= 0 else { throw .storage(errno: errno) }
            // 64 random bits: two lists that come at once do not share a file.
            let temporary = ".\(name).\(UInt64.random(in: 0 ... .max)).new"
            descriptor = openat(own, temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                let code = errno
                close(own)
                throw .storage(errno: code)
            }
            self.folder = own
            self.name = name
            self.temporary = temporary
            self.fails = fails
            try passed(.created)
        }

        deinit {
            close(descriptor)
            // Without power nothing is tidied up. After `keep` there is nothing of this name.
            if !fails(.created) { unlinkat(folder, temporary, 0) }
            close(folder)
        }

        func passed(_ step: RevocationListStore.Step) throws(RevocationListError) {
            if fails(step) { throw .storage(errno: ECANCELED) }
        }

        func keep() throws(RevocationListError) {
            guard fsync(descriptor) == 0 else { throw .storage(errno: errno) }
            try passed(.synced)
            guard renameat(folder, temporary, folder, name) == 0 else { throw .storage(errno: errno) }
            try passed(.renamed)
            // The name itself is on the disk when its folder is.
            guard fsync(folder) == 0 else { throw .storage(errno: errno) }
            try passed(.folderSynced)
        }
    }
}
