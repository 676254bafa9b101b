internal import LockedMemory

extension LockedBytes {
    /// Forms of characters that stand in many names and in no dictionary, and what they are read as. Without this the
    /// synthesizer would leave them out, or say nothing at all.
    private static let forms: [(form: [UInt8], read: [UInt8])] = [
        ("髙", "高"), ("﨑", "崎"), ("𠮷", "吉"), ("德", "徳"), ("濵", "浜"), ("栁", "柳"), ("塚", "塚"), ("𣘺", "橋"),
        ("槗", "橋"), ("瀨", "瀬"), ("增", "増"), ("桒", "桑"), ("﨟", "藤"), ("惠", "恵"), ("神", "神"), ("福", "福"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// A name as the synthesizer reads it, in locked memory like the name itself.
    ///
    /// What chooses between the forms of one character (variation selectors, U+FE00–FE0F and U+E0100–E01EF) has no
    /// sound and goes; forms that dictionaries do not know become the usual ones. Nil where nothing is left, where it
    /// is too long or where there is no locked memory.
    func spokenName() -> LockedBytes? {
        guard count > 0, count <= SpokenText.maximumBytes else { return nil }
        return withBytes { bytes -> LockedBytes? in
            // No form is read as more bytes than it has.
            var length = 0
            guard
                let spoken = try? LockedBytes(
                    count: bytes.count,
                    fill: { (buffer) throws(Never) in length = Self.write(bytes, to: buffer) })
            else { return nil }
            guard length > 0 else { return nil }
            defer { spoken.erase() }
            return spoken.withBytes { try? LockedBytes(copying: $0.prefix(length)) }
        }
    }

    /// - Returns: how many bytes were written.
    private static func write(_ name: UnsafeRawBufferPointer, to buffer: UnsafeMutableRawBufferPointer) -> Int {
        var (index, length) = (0, 0)
        while index < name.count {
            let rest = name[index...]
            if rest.count > 2, rest.starts(with: [0xEF, 0xB8]), name[index + 2] < 0x90 {
                index += 3
            } else if rest.count > 3, rest.starts(with: [0xF3, 0xA0]), (0x84...0x87) ~= name[index + 2] {
                index += 4
            } else if let (form, read) = forms.first(where: { rest.starts(with: $0.form) }) {
                for byte in read {
                    buffer[length] = byte
                    length += 1
                }
                index += form.count
            } else {
                // Control characters have no sound either.
                if name[index] >= 0x20, name[index] != 0x7F {
                    buffer[length] = name[index]
                    length += 1
                }
                index += 1
            }
        }
        return length
    }
}
