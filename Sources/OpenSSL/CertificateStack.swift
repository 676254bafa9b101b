internal import COpenSSL

/// A `STACK_OF(X509)` that holds a reference to each of its certificates.
final class CertificateStack {
    let pointer: OpaquePointer

    init(_ certificates: [Certificate]) throws(OpenSSLError) {
        pointer = try OpenSSLError.check(COpenSSL_sk_X509_new(), "sk_X509_new_null")
        for certificate in certificates {
            try OpenSSLError.check(COpenSSL_sk_X509_push_retained(pointer, certificate.pointer), "sk_X509_push")
        }
    }

    /// Takes a stack that the caller owned.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { COpenSSL_sk_X509_pop_free(pointer) }

    func certificates() throws(OpenSSLError) -> [Certificate] { try CertificateStack.certificates(in: pointer) }

    /// The certificates of a stack that somebody else owns.
    static func certificates(in stack: OpaquePointer?) throws(OpenSSLError) -> [Certificate] {
        var certificates: [Certificate] = []
        for index in 0..<COpenSSL_sk_X509_num(stack) {
            let next = try OpenSSLError.check(COpenSSL_sk_X509_value(stack, index), "sk_X509_value")
            certificates.append(try Certificate(borrowing: next))
        }
        return certificates
    }
}
