internal import DocumentCheck
internal import DocumentInspection
internal import Glibc

// Reads a document from standard input and writes a report on standard output: see DocumentReport. `Sources/Kiosk`
// starts it for each document; by hand: madoguchi-document-check < paper.pdf
//
// Not a byte of the document is read before the process is locked in.

do throws(Sandbox.Failure) {
    try Sandbox.enter()
} catch {
    // sysexits.h: something is wrong with the operating system.
    exit(71)
}

// One byte more than is looked at, so that a longer document is noticed.
let capacity = DocumentInspector.maximumSize + 1
let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
var length = 0
while length < capacity {
    let count = read(0, buffer.baseAddress.map { $0 + length }, capacity - length)
    if count < 0 && errno == EINTR { continue }
    // sysexits.h: an error while reading.
    guard count >= 0 else { exit(74) }
    if count == 0 { break }
    length += count
}

let report = DocumentInspector.inspect(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
var text = Array(report.text.utf8)[...]
while !text.isEmpty {
    let count = text.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { exit(74) }
    text = text.dropFirst(count)
}
// Without the way through exit handlers: there is nothing to tidy.
_exit(0)
