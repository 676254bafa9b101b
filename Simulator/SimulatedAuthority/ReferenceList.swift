internal import COpenSSL
public import OpenSSL

/// A revocation list as OpenSSL itself reads it and looks into it: the other opinion, for tests and
/// benchmarks. The firmware has no use for it.
public final class ReferenceList {
    private let pointer: OpaquePointer

    /// Reads a list.
    ///
    /// - Returns: nil where OpenSSL does not.
    public convenience init?(der: [UInt8]) {
        guard let list = der.withUnsafeBytes({ ReferenceList.read($0) }) else { return nil }
        self.init(owning: list)
    }

    /// Reads a list that lies somewhere in memory.
    public convenience init?(bytes: UnsafeRawBufferPointer) {
        guard let list = ReferenceList.read(bytes) else { return nil }
        self.init(owning: list)
    }

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    private static func read(_ bytes: UnsafeRawBufferPointer) -> OpaquePointer? {
        var cursor = bytes.bindMemory(to: UInt8.self).baseAddress
        guard let list = d2i_X509_CRL(nil, &cursor, bytes.count) else {
            ERR_clear_error()
            return nil
        }
        return list
    }

    deinit { X509_CRL_free(pointer) }

    /// Whether `key` signed it.
    public func isSigned(by key: PublicKey) -> Bool {
        defer { ERR_clear_error() }
        return X509_CRL_verify(pointer, key.pointer) == 1
    }

    /// What OpenSSL finds.
    public enum Answer: Hashable, Sendable {
        case notListed
        /// For this reason code (-1: none), since this second (1970 UTC).
        case listed(reason: Int32, at: Int64)
    }

    /// Looks a serial number up, as a certificate of `issuer`; nil: of the list's own.
    public func answer(serial: [UInt8], issuer: DistinguishedName? = nil) -> Answer? {
        let content = DER.element(0x02, serial)
        let number = content.withUnsafeBufferPointer { buffer -> UnsafeMutablePointer<ASN1_INTEGER>? in
            var cursor = buffer.baseAddress
            return d2i_ASN1_INTEGER(nil, &cursor, buffer.count)
        }
        guard let number, let certificate = X509_new() else {
            ERR_clear_error()
            return nil
        }
        defer {
            ASN1_INTEGER_free(number)
            X509_free(certificate)
        }
        X509_set_serialNumber(certificate, number)
        X509_set_issuer_name(certificate, issuer?.pointer ?? X509_CRL_get_issuer(pointer))
        var entry: OpaquePointer?
        // 2: listed as removed.
        guard X509_CRL_get0_by_cert(pointer, &entry, certificate) > 0, let entry else { return .notListed }
        var reason: Int32 = -1
        if let found = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nil, nil) {
            let value = found.assumingMemoryBound(to: ASN1_ENUMERATED.self)
            reason = Int32(ASN1_ENUMERATED_get(value))
            ASN1_ENUMERATED_free(value)
        }
        ERR_clear_error()
        guard let at = Self.seconds(X509_REVOKED_get0_revocationDate(entry)) else { return nil }
        return .listed(reason: reason, at: at)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var rest: Int32 = 0
        guard ASN1_TIME_diff(&days, &rest, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(rest)
    }
}

/// OpenSSL's own verdict on a certificate, with lists, as its command would give it.
public enum ReferenceVerdict {
    /// Whether OpenSSL accepts `certificate` (X509_verify_cert), with lists where there are any; false
    /// also for what it cannot read.
    ///
    /// - Parameter wholePath: whether lists must cover every certificate; OpenSSL then asks about the
    ///   anchor too, which RFC 5280 does not.
    public static func accepts(
        certificate: [UInt8], intermediates: [Certificate], anchors: [Certificate], lists: [[UInt8]]? = nil,
        wholePath: Bool = false, at seconds: Int64, policies: [String] = []
    ) -> Bool {
        defer { ERR_clear_error() }
        let read = certificate.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            return d2i_X509(nil, &cursor, buffer.count)
        }
        guard let read, let store = X509_STORE_new(), let context = X509_STORE_CTX_new(),
            let untrusted = COpenSSL_sk_X509_new(), let crls = COpenSSL_sk_X509_CRL_new()
        else { return false }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
            COpenSSL_sk_X509_pop_free(untrusted)
            COpenSSL_sk_X509_CRL_pop_free(crls)
            X509_free(read)
        }
        for anchor in anchors { X509_STORE_add_cert(store, anchor.pointer) }
        for intermediate in intermediates { _ = COpenSSL_sk_X509_push_retained(untrusted, intermediate.pointer) }
        guard X509_STORE_CTX_init(context, store, read, untrusted) == 1 else { return false }
        let parameters = X509_STORE_CTX_get0_param(context)
        X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        var flags = UInt(X509_V_FLAG_PARTIAL_CHAIN) | UInt(X509_V_FLAG_POLICY_CHECK)
        for policy in policies {
            guard let object = OBJ_txt2obj(policy, 1) else { return false }
            X509_VERIFY_PARAM_add0_policy(parameters, object)
            flags |= UInt(X509_V_FLAG_EXPLICIT_POLICY)
        }
        if let lists {
            flags |= UInt(X509_V_FLAG_CRL_CHECK) | UInt(X509_V_FLAG_EXTENDED_CRL_SUPPORT)
            flags |= UInt(X509_V_FLAG_USE_DELTAS)
            if wholePath { flags |= UInt(X509_V_FLAG_CRL_CHECK_ALL) }
            for list in lists {
                let crl = list.withUnsafeBufferPointer { buffer -> OpaquePointer? in
                    var cursor = buffer.baseAddress
                    return d2i_X509_CRL(nil, &cursor, buffer.count)
                }
                guard let crl else { continue }
                guard COpenSSL_sk_X509_CRL_push(crls, crl) == 1 else { return false }
            }
            X509_STORE_CTX_set0_crls(context, crls)
        }
        X509_VERIFY_PARAM_set_flags(parameters, flags)
        return X509_verify_cert(context) == 1
    }
}
