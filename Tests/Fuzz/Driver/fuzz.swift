internal import FuzzTargets
internal import Glibc

/// The target that `FUZZ_TARGET` names.
private let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        let message = Array("FUZZ_TARGET names none of: \(FuzzTarget.all.map(\.name).joined(separator: ", "))\n".utf8)
        write(STDERR_FILENO, message, message.count)
        exit(2)
    }
    return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    _ = target.isUnderstood(input)
    return 0
}
