internal import OpenSSL

extension CertificateVerifier {
    struct Paths {
        /// From the certificate to an anchor, by name and by signature.
        var complete: [[Certificate]] = []
        /// Whether anybody bears the name of the certificate's own issuer.
        var namesMatched = false
        /// Whether one of them made its signature.
        var signatureMatched = false
        /// Signatures that may still be checked.
        ///
        /// A chain of authorities in use has two or three links and each a handful of generations. The
        /// bound keeps a message full of certificates from costing more than some milliseconds.
        var budget = 64
    }

    /// Every path to an anchor, shortest first among equals.
    ///
    /// OpenSSL picks an issuer by name and key identifier and never turns back. Authorities here come
    /// in generations with the **same name**, and the old ones have no key identifier; so we choose by
    /// signature, and let OpenSSL judge the path that was chosen.
    func paths(for certificate: Certificate, extra: [Certificate]) -> Paths {
        var paths = Paths()
        extend([certificate], with: intermediates + extra.prefix(16), into: &paths)
        return paths
    }

    private func extend(_ path: [Certificate], with authorities: [Certificate], into paths: inout Paths) {
        guard let last = path.last, paths.complete.count < 8 else { return }
        for anchor in anchors where issued(last, anchor, isFirst: path.count == 1, &paths) {
            // An anchor that is asked about itself is its own path.
            paths.complete.append(anchor == last ? path : path + [anchor])
        }
        // One more authority than may stand in between, so that "too long" is told from "unknown".
        guard path.count <= profile.maximumIntermediates + 1 else { return }
        for authority in authorities where !path.contains(authority) && !anchors.contains(authority) {
            guard issued(last, authority, isFirst: path.count == 1, &paths) else { continue }
            extend(path + [authority], with: authorities, into: &paths)
        }
    }

    private func issued(
        _ certificate: Certificate, _ candidate: Certificate, isFirst: Bool, _ paths: inout Paths
    ) -> Bool {
        guard certificate.names(issuer: candidate) else { return false }
        if isFirst { paths.namesMatched = true }
        guard paths.budget > 0 else { return false }
        paths.budget -= 1
        // A key that inherits its parameters (RFC 3279 §2.3.2) can check nothing alone: path validation,
        // which sees the whole path, says whether this was the issuer.
        if !candidate.inheritsKeyParameters {
            guard let key = try? candidate.publicKey, certificate.isSigned(by: key) else { return false }
        }
        if isFirst { paths.signatureMatched = true }
        return true
    }

    /// The key of one certificate of a path, with the parameters that it inherits.
    static func key(at index: Int, of path: [Certificate]) -> PublicKey? {
        guard path[index].inheritsKeyParameters else { return try? path[index].publicKey }
        guard index + 1 < path.count, let issuer = key(at: index + 1, of: path) else { return nil }
        return try? path[index].publicKey(inheritingFrom: issuer)
    }
}
