internal import ChildProcesses
internal import Glibc
internal import SimulatedKiosk

/// Pictures of what was printed, made as soon as a sheet is out.
actor PaperTray {
    private struct Paper {
        var printed: PrintedPaper
        var id: Int
        var isTaken = false
        var pictures: [[UInt8]] = []
    }

    /// A shop's day; the oldest goes.
    private static let maximumPapers = 24
    /// Larger than what a kiosk prints.
    private static let maximumPages = 40
    /// In dots per inch: what stands on it can be read, and a page has some 100 kB.
    private static let resolution = "110"

    private let scratch: ScratchFolder
    private var papers: [Paper] = []
    /// Every paper that was ever noticed, by its path.
    private var seen: Set<String> = []

    init() throws(StackError) {
        scratch = try ScratchFolder()
    }

    /// What lies there already belongs to an earlier run.
    func ignore(_ printed: [PrintedPaper]) {
        seen.formUnion(printed.map(\.path))
    }

    /// Takes in what the printer has put out so far.
    func look(at printed: [PrintedPaper]) async {
        for paper in printed where seen.insert(paper.path).inserted {
            let id = seen.count
            papers.append(Paper(printed: paper, id: id))
            if papers.count > Self.maximumPapers { papers.removeFirst() }
            let pictures = await pictures(of: paper.path, id)
            if let place = papers.firstIndex(where: { $0.id == id }) { papers[place].pictures = pictures }
        }
        for paper in printed {
            guard let place = papers.firstIndex(where: { $0.printed.path == paper.path }) else { continue }
            papers[place].printed = paper
        }
    }

    /// Takes all that lies in the tray.
    ///
    /// - Returns: whether anything lay there.
    func take() -> Bool {
        let lying = papers.indices.filter { !papers[$0].isTaken }
        for place in lying { papers[place].isTaken = true }
        return !lying.isEmpty
    }

    /// PNG of one page, counted from 1.
    func picture(paper id: Int, page: Int) -> [UInt8]? {
        guard let paper = papers.first(where: { $0.id == id }), paper.pictures.indices.contains(page - 1) else {
            return nil
        }
        return paper.pictures[page - 1]
    }

    var view: [DockState.Paper] {
        papers.map { paper in
            let pages = paper.pictures.count
            let copies = paper.printed.copies ?? 1
            return DockState.Paper(
                id: paper.id, pages: pages, copies: copies,
                sheetsOut: paper.printed.sheets ?? copies * ((pages + 1) / 2), isTaken: paper.isTaken)
        }
    }

    func remove() { scratch.remove() }

    private func pictures(of path: String, _ id: Int) async -> [[UInt8]] {
        let prefix = "\(scratch.path)/\(id)-page"
        let outcome = try? await ChildProcess.runAside(
            "/usr/bin/pdftoppm", ["-png", "-r", Self.resolution, "-l", String(Self.maximumPages), path, prefix])
        guard outcome?.status == 0 else { return [] }
        var pictures: [[UInt8]] = []
        // pdftoppm writes as many digits as the last page's number has.
        for page in 1...Self.maximumPages {
            let names = ["\(prefix)-\(page).png", "\(prefix)-0\(page).png"]
            guard let name = names.first(where: { access($0, F_OK) == 0 }), let bytes = Self.read(name) else { break }
            unlink(name)
            pictures.append(bytes)
        }
        return pictures
    }

    /// A page's picture is far smaller than this.
    private static let maximumBytes = 8 << 20

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, (1...maximumBytes).contains(Int(status.st_size)) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        return Glibc.read(file, &bytes, bytes.count) == bytes.count ? bytes : nil
    }
}
