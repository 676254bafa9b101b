/// How long each wait of a print job may take.
public struct PrintLimits: Hashable, Sendable {
    /// One request and its answer. CUPS and printers answer in milliseconds; a printer that wakes from
    /// sleep takes seconds.
    public var request: Duration = .seconds(5)
    /// Between two looks at a job. Four a second is soon enough for a person who waits for paper, and
    /// nothing is asked while no job is printed.
    public var poll: Duration = .milliseconds(250)
    /// From acceptance until the printer itself has the job. CUPS hands it over within a second.
    public var start: Duration = .seconds(30)
    /// How long the printer may be silent before it counts as gone. A switch that restarts takes less.
    public var gone: Duration = .seconds(20)
    /// How long nothing may move: time for a clerk to fetch paper or clear a jam.
    public var stall: Duration = .seconds(600)
    /// How long a counter or a state may lag behind the printer's word that the job is completed.
    public var settle: Duration = .seconds(10)
    /// From cancelling until the printer confirms that the job ended: a sheet under way, and a two-sided
    /// one takes up to 10 s.
    public var cancel: Duration = .seconds(30)
    /// How long CUPS keeps a document at most (`job-cancel-after`), in case this program dies beside it.
    /// CUPS 2.4 then drops its copy and does not tell the printer.
    public var spoolLife: Duration = .seconds(1800)
    /// Until a purged queue is seen empty.
    public var purge: Duration = .seconds(5)

    /// The limits a kiosk uses.
    public init() {}
}
