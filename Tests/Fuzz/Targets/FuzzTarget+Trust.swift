internal import CLinux
internal import Glibc
internal import OpenSSL
@testable internal import Trust

extension FuzzTarget {
    /// What is signed, and by whom.
    static let trust = [
        FuzzTarget("certificate", atMost: 9_000) { bytes in
            guard let certificate = try? Certificate(der: bytes) else { return false }
            hold(certificate.der == bytes, "a certificate is the bytes that it was read from")
            let verdict = FuzzWorld.shared?.cards.verify(certificate, at: FuzzWorld.now)
            return verdict?.isAccepted ?? false
        },
        FuzzTarget("ocsp-answer", atMost: 70_000) { bytes in
            guard let query = FuzzWorld.shared?.query else { return false }
            let verdict = OCSPJudge().judge(ocspResponse: bytes, for: query, at: FuzzWorld.now)
            guard case .unknown = verdict else { return true }
            return false
        },
        FuzzTarget("revocation-list", atMost: 70_000) { bytes in
            guard let world = FuzzWorld.shared, let list = try? RevocationList(der: bytes) else { return false }
            hold(list.length == bytes.count, "a list is all of the bytes that it was read from")
            for serial in FuzzWorld.serials {
                hold(list.answer(serial: serial) != .damaged, "an index that was just written is whole")
            }
            return list.isSigned(by: world.authority)
        },
        FuzzTarget("list-index", atMost: 70_000) { bytes in
            let file = CLinux_memory_file("fuzz")
            guard file >= 0 else { return false }
            defer { close(file) }
            guard bytes.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == bytes.count,
                let list = try? RevocationList(descriptor: file)
            else { return false }
            var isWhole = true
            for serial in FuzzWorld.serials where list.answer(serial: serial) == .damaged { isWhole = false }
            return isWhole
        },
        FuzzTarget("manifest-message", atMost: 70_000) { bytes in
            guard let world = FuzzWorld.shared else { return false }
            let verdict = world.seals.verify(bytes, binding: FuzzWorld.binding, at: FuzzWorld.now)
            guard case .accepted(let manifest) = verdict else { return false }
            hold(FuzzWorld.binding.differences(from: manifest).isEmpty, "what is accepted is what was asked for")
            return true
        },
        FuzzTarget("manifest", atMost: 17_000) { bytes in
            guard let manifest = try? Manifest(json: bytes) else { return false }
            guard let encoded = try? manifest.encoded(), let again = try? Manifest(json: encoded) else {
                hold(false, "a manifest that was read can be written and read again")
                return false
            }
            hold(again == manifest, "a manifest stays itself")
            return true
        },
    ]
}
