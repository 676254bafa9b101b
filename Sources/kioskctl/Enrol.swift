internal import ArgumentParser
internal import FoundationEssentials
internal import Kiosk

/// `kioskctl enrol`: how a kiosk comes by its certificate, and by the next one.
struct Enrol: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the kiosk's key, asks for its certificate, takes it back, and renews it.",
        discussion: """
            The key lies where cloud.key of the configuration says, and stays there: in a TPM 2.0 (tpm2:FILE), in a \
            PKCS#11 token (pkcs11:token=…;object=…?pin-source=file:…), or in a file for development.

              kioskctl enrol request --kiosk-id kiosk-0001 > kiosk.csr   to the authority
              kioskctl enrol install kiosk.pem                           what comes back
              kioskctl enrol status                                      how long it is valid

            To renew, do the same again in time. kioskd takes the new certificate up by itself, within five minutes.
            """,
        subcommands: [EnrolRequest.self, EnrolInstall.self, EnrolStatus.self])
}

struct EnrolOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/madoguchi/kiosk.yaml"

    /// Does something with the enrolment, or says why it cannot be done: status 2.
    func perform<Answer>(_ body: (DeviceEnrolment) throws -> Answer) throws -> Answer {
        do {
            return try body(DeviceEnrolment(KioskConfiguration.load(path: config)))
        } catch let code as ExitCode {
            throw code
        } catch {
            StandardError.write(line: "kioskctl: \(error)")
            throw ExitCode(2)
        }
    }
}

/// `kioskctl enrol request`
struct EnrolRequest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Prints a certificate request; makes the key where there is none.",
        discussion: "The key that is there is used again. Exit status: 0 printed, 2 not.")

    @OptionGroup var options: EnrolOptions

    @Option(help: ArgumentHelp("The kiosk's name; by default the installed certificate's.", valueName: "name"))
    var kioskID: String?

    @Option(help: ArgumentHelp("Where it stands; by default the installed certificate's.", valueName: "store"))
    var store: String?

    @Flag(help: "Have a PKCS#11 token make the key. Files and TPM make it by themselves where there is none.")
    var makeKey = false

    func run() async throws {
        let pem = try options.perform { enrolment in
            try enrolment.request(kioskID: kioskID, store: store, makesKeyInToken: makeKey)
        }
        print(String(decoding: pem, as: UTF8.self), terminator: "")
    }
}

/// `kioskctl enrol install`
struct EnrolInstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Takes a certificate back from the authority.",
        discussion: """
            It must be of the key that is here, of this kiosk, valid now and for longer than the one before. \
            Exit status: 0 installed, 2 not, with everything as it was.
            """)

    @OptionGroup var options: EnrolOptions

    @Argument(help: "The certificate in PEM, then its authority's.")
    var certificate: String

    func run() async throws {
        try options.perform { enrolment in
            guard let pem = FileManager.default.contents(atPath: certificate) else {
                throw StartError("\(certificate) cannot be read.")
            }
            let now = KioskParts.systemMilliseconds() / 1_000
            try enrolment.install(Array(pem), at: now)
            print("installed; valid for \((try enrolment.validUntil() - now) / 86_400) days")
        }
    }
}

/// `kioskctl enrol status`
struct EnrolStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says for how many days the kiosk's certificate is valid.",
        discussion: "Exit status: 0 for 30 days or more, 1 when it should be renewed, 2 when there is none.")

    @OptionGroup var options: EnrolOptions

    func run() async throws {
        let left = try options.perform { try $0.validUntil() - KioskParts.systemMilliseconds() / 1_000 }
        print(left < 0 ? "expired \(-left / 86_400) days ago" : "valid for \(left / 86_400) days")
        if left < DeviceEnrolment.renewalTime { throw ExitCode(1) }
    }
}
