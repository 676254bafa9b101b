/// A command APDU taken apart, written from ISO/IEC 7816-4 §5.1 and apart from the code that puts
/// commands together, so that one mistake cannot hide in both.
struct CommandParts {
    let cla, ins, p1, p2: UInt8
    var data: [UInt8] = []
    /// How many bytes are expected at most, 0 for none.
    var expected = 0
    var isExtended = false

    /// nil for bytes of none of the seven forms.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 4 else { return nil }
        (cla, ins, p1, p2) = (bytes[0], bytes[1], bytes[2], bytes[3])
        let body = bytes.dropFirst(4)
        guard let first = body.first else { return }  // case 1

        if body.count == 1 {  // case 2 short
            expected = first == 0 ? 256 : Int(first)
        } else if first != 0 {  // cases 3 and 4 short
            let length = Int(first)
            data = Array(body.dropFirst().prefix(length))
            guard data.count == length else { return nil }
            let rest = Array(body.dropFirst(1 + length))
            guard rest.count <= 1 else { return nil }
            if let le = rest.first { expected = le == 0 ? 256 : Int(le) }
        } else {
            isExtended = true
            let body = Array(body.dropFirst())
            guard body.count >= 2 else { return nil }
            let number = Int(body[0]) * 256 + Int(body[1])
            if body.count == 2 {  // case 2 extended
                expected = number == 0 ? 65_536 : number
                return
            }
            guard number > 0 else { return nil }
            data = Array(body.dropFirst(2).prefix(number))  // cases 3 and 4 extended
            guard data.count == number else { return nil }
            let rest = Array(body.dropFirst(2 + number))
            if rest.count == 2 {
                let le = Int(rest[0]) * 256 + Int(rest[1])
                expected = le == 0 ? 65_536 : le
            } else if !rest.isEmpty {
                return nil
            }
        }
    }
}
