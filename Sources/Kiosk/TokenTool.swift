internal import Glibc
internal import HelperProgram
internal import LockedMemory

/// OpenSC's `pkcs11-tool`, which makes keys in tokens of every make.
enum TokenTool {
    private static let program = "/usr/bin/pkcs11-tool"
    private static let variable = "MADOGUCHI_TOKEN_PIN"

    /// Has the token make a P-256 key that never leaves it.
    static func makeKey(in key: TokenKey) throws(StartError) {
        guard access(program, X_OK) == 0 else {
            throw StartError("\(program) is missing: `apt-get install opensc` brings it.")
        }
        let pin = try key.pin().withBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        let arguments =
            [program] + (key.module.map { ["--module", $0] } ?? []) + [
                "--token-label", key.token, "--login", "--pin", "env:\(variable)", "--keypairgen", "--key-type",
                "EC:prime256v1", "--label", key.object, "--id", "01", "--usage-sign",
            ]
        guard try run(arguments, pin: pin) == 0 else {
            throw StartError(
                "the token '\(key.token)' made no key. `pkcs11-tool --list-token-slots` lists the tokens there are; "
                    + "a wrong PIN counts.")
        }
    }

    // The PIN goes by the environment: a list of arguments stands in every list of processes.
    private static func run(_ arguments: [String], pin: String) throws(StartError) -> Int32 {
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        var environment = ["PATH=/usr/bin:/bin", "\(variable)=\(pin)"]
        // Where SoftHSM's tokens lie.
        if let softHSM = getenv("SOFTHSM2_CONF") { environment.append("SOFTHSM2_CONF=" + String(cString: softHSM)) }
        let child: Int32
        do {
            child = try HelperProgram.start(arguments, environment: environment, input: nothing, output: nothing)
        } catch {
            throw StartError("\(program) did not start: \(String(cString: strerror(error.errno))).")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status
    }
}

extension TokenKey {
    /// What the PIN's file holds up to its first space or end of line, and a zero byte.
    func pin() throws(StartError) -> LockedBytes {
        let file = open(pinFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw StartError("\(pinFile): \(String(cString: strerror(errno))).") }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.longestPIN + 1)
        defer { explicit_bzero(&bytes, bytes.count) }
        let count = read(file, &bytes, bytes.count)
        let length = bytes.prefix(max(0, count)).prefix { $0 > 0x20 }.count
        guard (1...Self.longestPIN).contains(length) else {
            throw StartError("\(pinFile) holds no PIN: 1 to \(Self.longestPIN) characters are expected.")
        }
        bytes[length] = 0
        do {
            return try LockedBytes(copying: bytes[...length])
        } catch {
            throw StartError("no locked memory for the token's PIN: raise the limit with LimitMEMLOCK=.")
        }
    }

    private static let longestPIN = 255
}
