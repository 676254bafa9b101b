internal import Board
internal import Issuance
public import MunicipalCloud

extension SelfTest {
    static func checkNetwork(_ bench: TestBench) async -> Outcome {
        let computer = bench.equipment.computer
        // What cannot be told is left to the tests that need it.
        if computer.connectedInterfaces() == 0 { return Outcome([.noCable]) }
        if computer.hasDefaultRoute() == false { return Outcome([.noRoute]) }
        return Outcome(figures: [Figure("interfaces", computer.connectedInterfaces() ?? 0)])
    }

    static func checkCloud(_ bench: TestBench) async -> Outcome {
        let probe = await bench.equipment.cloud.probe()
        await bench.keep(probe, at: bench.equipment.wallClock())
        var figures: [Figure] = []
        if let times = probe.times {
            figures = [
                Figure("name-ms", times.name), Figure("tcp-ms", times.tcp), Figure("tls-ms", times.tls),
                Figure("answer-ms", times.answer),
            ]
        }
        if let version = probe.tlsVersion { figures.append(Figure("tls", said: version)) }
        switch probe.service {
        case .success: return Outcome(figures: figures)
        case .failure(let error):
            // A server says only that it does not accept a certificate whose time is over.
            let isOver = probe.kioskCertificateEnd.map { $0 <= bench.equipment.wallClock() / 1_000 } ?? false
            return Outcome([isOver ? .kioskCertificateOver : Finding(error)], figures: figures)
        }
    }

    static func checkCertificates(_ bench: TestBench) async -> Outcome {
        let probe = await bench.probe
        let now = bench.equipment.wallClock() / 1_000
        let wanted = bench.equipment.board.limits.certificateDays
        var outcome = Outcome()
        if let end = probe?.serverCertificateEnd {
            let days = Int((end - now) / 86_400)
            outcome.figures.append(Figure("cloud-days", days))
            if days < wanted { outcome.findings.append(.cloudCertificateEnds(days: days)) }
        }
        if let end = probe?.kioskCertificateEnd {
            let days = Int((end - now) / 86_400)
            outcome.figures.append(Figure("kiosk-days", days))
            if end <= now {
                outcome.findings.append(.kioskCertificateOver)
            } else if days < wanted {
                outcome.findings.append(.kioskCertificateEnds(days: days))
            }
        }
        return outcome
    }

    static func checkClock(_ bench: TestBench) async -> Outcome {
        let equipment = bench.equipment
        var outcome = Outcome(equipment.computer.clockIsKept() ? [] : [.clockNotSet])
        if let probe = await bench.probe, case .success(let service) = probe.service {
            let at = await bench.probedAt
            let difference = Int(abs(service.cloudTime - at / 1_000))
            outcome.figures.append(Figure("difference-s", difference))
            // The clock that differs is the one finding: that nobody keeps it is why.
            if difference > Int(equipment.board.limits.clock / .seconds(1)) {
                outcome.findings = [.clockDiffers(seconds: difference)]
            }
        }
        return outcome
    }
}

extension Finding {
    /// What a failed call of the cloud means to a technician.
    public init(_ error: CloudError) {
        switch (error.kind, error.cause) {
        // libcurl's codes: https://curl.se/libcurl/c/libcurl-errors.html
        case (_, .curl(5)), (_, .curl(6)): self = .cloudNameUnknown
        case (_, .curl(7)): self = .cloudUnreachable
        case (_, .curl(28)), (.failed(.late), _): self = .cloudSilent
        case (_, .alert), (_, .problem(.kioskNotAccepted)): self = .kioskNotAccepted
        case (.failed(.untrusted), _): self = .cloudNotTrusted
        case (.failed(.unreachable), _): self = .cloudUnreachable
        default: self = .cloudFault
        }
    }
}
