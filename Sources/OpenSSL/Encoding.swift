internal import COpenSSL

/// The bytes that an `i2d_…` function writes.
func encoded(
    _ operation: String, _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(OpenSSLError) -> [UInt8] {
    let length = write(nil)
    guard length > 0 else { throw OpenSSLError.drained(operation) }
    var written: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
        var cursor = buffer.baseAddress
        written = write(&cursor)
        count = max(0, min(Int(written), Int(length)))
    }
    guard written == length else { throw OpenSSLError.drained(operation) }
    return bytes
}

/// What a `d2i_…` function reads. Every byte must belong to it: what follows a signed structure is
/// signed by nobody.
func decoded<Pointer>(
    _ bytes: [UInt8], maximum: Int, _ operation: String,
    _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Pointer?,
    free: (Pointer) -> Void
) throws(OpenSSLError) -> Pointer {
    guard !bytes.isEmpty, bytes.count <= maximum else { throw OpenSSLError(operation: "\(operation) length") }
    var consumed = 0
    let pointer = bytes.withUnsafeBufferPointer { buffer in
        var cursor = buffer.baseAddress
        let pointer = read(&cursor, buffer.count)
        if let cursor, let start = buffer.baseAddress { consumed = cursor - start }
        return pointer
    }
    guard let pointer else { throw OpenSSLError.drained(operation) }
    guard consumed == bytes.count else {
        free(pointer)
        throw OpenSSLError(operation: "\(operation) trailing bytes")
    }
    return pointer
}

/// What `write` leaves in a memory BIO.
func written(_ operation: String, _ write: (OpaquePointer) -> Int32) throws(OpenSSLError) -> [UInt8] {
    let bio = try OpenSSLError.check(BIO_new(BIO_s_mem()), "BIO_new")
    defer { BIO_free(bio) }
    guard write(bio) >= 0 else { throw OpenSSLError.drained(operation) }
    return contents(of: bio)
}

/// The bytes that a memory BIO holds.
func contents(of bio: OpaquePointer) -> [UInt8] {
    var start: UnsafeMutablePointer<CChar>?
    let length = COpenSSL_BIO_get_mem_data(bio, &start)
    guard let start, length > 0 else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: length))
}

/// Lends a read-only BIO over `bytes`.
func withBIO<Result>(
    _ bytes: UnsafeRawBufferPointer, _ body: (OpaquePointer) throws(OpenSSLError) -> Result
) throws(OpenSSLError) -> Result {
    guard let count = Int32(exactly: bytes.count), let start = bytes.baseAddress else {
        throw OpenSSLError(operation: "BIO_new_mem_buf length")
    }
    let bio = try OpenSSLError.check(BIO_new_mem_buf(start, count), "BIO_new_mem_buf")
    defer { BIO_free(bio) }
    return try body(bio)
}

/// Seconds since 1970-01-01T00:00:00Z, or nil for a time that is none.
func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
    guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return nil }
    defer { ASN1_STRING_free(epoch) }
    var days: Int32 = 0
    var rest: Int32 = 0
    guard OpenSSLError.holds(ASN1_TIME_diff(&days, &rest, epoch, time)) else { return nil }
    return Int64(days) * 86_400 + Int64(rest)
}

/// The bytes of an ASN.1 string as they are.
func bytes(_ string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
    guard let string, let start = ASN1_STRING_get0_data(string) else { return [] }
    return [UInt8](UnsafeBufferPointer(start: start, count: Int(max(0, ASN1_STRING_length(string)))))
}

/// The dotted form of an object identifier, such as "2.5.29.15". Empty for none.
func dotted(_ object: OpaquePointer?) -> String {
    guard let object else { return "" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        let length = OBJ_obj2txt(start, Int32(buffer.count), object, 1)
        // 256 characters hold any identifier in use; a longer one is cut, which matches nothing.
        return length > 0 ? String(cString: start) : ""
    }
}
