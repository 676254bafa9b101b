internal import Glibc

/// Where everything of the rig lies, and the text of its configuration files.
struct RigLayout: Sendable {
    let folder: String
    let printed: String
    let keepsHistory: Bool

    var busConfiguration: String { "\(folder)/dbus.conf" }
    var busSocket: String { "\(folder)/bus" }
    var scheduler: String { "\(folder)/cups" }
    var schedulerConfiguration: String { "\(scheduler)/cupsd.conf" }
    var schedulerFiles: String { "\(scheduler)/cups-files.conf" }
    var schedulerSocket: String { "\(scheduler)/cups.sock" }
    var spool: String { "\(scheduler)/spool" }
    var queueDescription: String { "\(folder)/kiosk.ppd" }
    var printer: String { "\(folder)/printer" }
    var printerAttributes: String { "\(printer)/attributes.conf" }
    var command: String { "\(printer)/command.sh" }
    var cancelQuestion: String { "\(printer)/canceled.test" }
    var stateRequest: String { "\(printer)/set-reasons.test" }
    var received: String { "\(printer)/received" }
    var control: String { "\(printer)/control" }
    var tickets: String { "\(printer)/tickets" }

    func log(_ name: String) -> String { "\(folder)/log/\(name)" }

    static func printerURI(port: Int) -> String { "ipp://localhost:\(port)/ipp/print" }

    init(outputFolder: String?, keepsHistory: Bool) throws(PrinterRigError) {
        self.keepsHistory = keepsHistory
        folder = try RigFiles.makeTemporaryFolder()
        printed = outputFolder ?? "\(folder)/printed"
    }

    func writeConfiguration() throws(PrinterRigError) {
        for path in [
            "\(folder)/log", printed, scheduler, "\(scheduler)/ppd", "\(scheduler)/state", "\(scheduler)/cache",
            printer, received, control, tickets,
        ] {
            try RigFiles.makeFolder(path)
        }
        try RigFiles.makeFolder(spool, mode: 0o710)
        try RigFiles.makeFolder("\(spool)/tmp", mode: 0o1770)
        try RigFiles.write(busText, to: busConfiguration)
        try RigFiles.write(schedulerText, to: schedulerConfiguration)
        try RigFiles.write(schedulerFilesText, to: schedulerFiles)
        try RigFiles.write(PrinterMechanism.attributes, to: printerAttributes)
        try RigFiles.write(PrinterMechanism.cancelQuestion, to: cancelQuestion)
        try RigFiles.write(PrinterMechanism.stateRequest, to: stateRequest)
        try RigFiles.write(PrinterMechanism.command(layout: self), to: command, mode: 0o755)
    }

    private var busText: String {
        """
        <busconfig>
          <type>system</type>
          <listen>unix:path=\(busSocket)</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
          </policy>
        </busconfig>

        """
    }

    /// Whoever finds the socket may administer: it lies in a folder with a random name, and is the rig's alone.
    private var schedulerText: String {
        """
        Listen \(schedulerSocket)
        LogLevel info
        Browsing Off
        WebInterface No
        DefaultAuthType None
        PreserveJobHistory \(keepsHistory ? "Yes" : "No")
        PreserveJobFiles No
        MaxJobs 10
        DirtyCleanInterval 0
        <Location />
          Order allow,deny
          Allow all
        </Location>
        <Policy default>
          JobPrivateAccess all
          JobPrivateValues none
          <Limit All>
            Order allow,deny
            Allow all
          </Limit>
        </Policy>

        """
    }

    private var schedulerFilesText: String {
        """
        ServerRoot \(scheduler)
        StateDir \(scheduler)/state
        RequestRoot \(spool)
        TempDir \(spool)/tmp
        CacheDir \(scheduler)/cache
        ErrorLog \(log("cups-error"))
        AccessLog \(log("cups-access"))
        PageLog \(log("cups-page"))
        Printcap \(scheduler)/printcap
        SystemGroup \(getuid() == 0 ? "root" : "lpadmin")

        """
    }
}
