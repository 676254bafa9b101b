internal import Foundation
internal import JukiCard
internal import Kiosk
internal import LockedMemory
internal import OpenSSL
internal import SimulatedAuthority
internal import SimulatedCard
internal import SimulatedCloud
internal import SimulatedKiosk
internal import SimulatedResidents
internal import SimulatedTownHall
internal import SmartCard

/// What our course over the card costs, beside `pkcs11-tool` for the same login and signature on the same card.
struct CardBench {
    func run(_ sheet: inout BenchSheet) async throws {
        let town = try SimulatedTown.load()
        let world = try AuthorityWorld(directory: ".work/town", now: KioskParts.systemMilliseconds() / 1_000)
        guard let resident = town.resident(id: "shibuya-my-number"), let pin = resident.card?.pin,
            let card = try SimulatedCard(resident, CardOffice(world: world))
        else { throw StackError(part: "bench", reason: "shibuya-my-number has no card") }

        let readers = InProcessReaders()
        readers.insert(card)
        let connection = try await readers.connect(to: nil, within: .seconds(5))
        let juki = try await ResidentCard.open(on: connection)
        _ = try await juki.pinTriesLeft()
        _ = try await juki.verify(try PIN(LockedBytes(copying: Array(pin.utf8)), for: juki.profile))
        let certificate = try await juki.certificate()
        let digest = Digest.sha256(certificate)
        guard let digestInfo = DigestInfo.sha256(digest) else { return }
        _ = try await juki.sign(digestInfo: digestInfo)
        let ours = connection.transmissions
        await juki.release()
        readers.remove()

        guard let theirs = try await peer(card, pin: pin) else {
            sheet.line("APDUs", Double(ours.commands), "")
            sheet.line("bytes", Double(ours.bytesSent + ours.bytesReceived), "")
            print("  pkcs11-tool could not be run beside it: that needs root, pcscd and opensc (Packaging/setup).")
            return
        }
        sheet.line("APDUs", Double(ours.commands), "", peer: "pkcs11-tool", Double(theirs.commands))
        sheet.line(
            "bytes both ways", Double(ours.bytesSent + ours.bytesReceived), "", peer: "pkcs11-tool",
            Double(theirs.bytes))
    }

    /// `pkcs11-tool --login --sign` on the same card, over a pcscd of our own.
    private func peer(_ card: SimulatedCard, pin: String) async throws -> (commands: Int, bytes: Int)? {
        guard let daemon = try? await PCSCDaemon.start(for: .childProcesses) else { return nil }
        defer { daemon.stop() }
        let connection = try VirtualReaderConnection(inserting: card, port: daemon.port(ofSlot: 0))
        defer { connection.remove() }
        guard connection.waitUntilReady(within: .seconds(5)) else { return nil }
        let before = card.transmissions
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let message = scratch.path + "/message"
        try Data("to be signed".utf8).write(to: URL(filePath: message))
        let status = try BenchProcess.run(
            "/usr/bin/pkcs11-tool",
            [
                "--login", "--pin", pin, "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01",
                "--input-file", message, "--output-file", scratch.path + "/signature",
            ], environment: daemon.environment)
        guard status == 0 else { return nil }
        let after = card.transmissions
        return (
            after.commands - before.commands,
            after.bytesSent + after.bytesReceived - before.bytesSent - before.bytesReceived
        )
    }
}
