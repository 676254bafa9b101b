/// Writes one flat JSON object, which is all that the contract's requests are, into memory that is wiped.
struct JSONWriter {
    private let buffer: WipedBuffer
    private var isEmpty = true

    /// The contract's bound for a request's body.
    static let limit = 64 << 10

    init() throws(CloudError) {
        buffer = WipedBuffer(limit: Self.limit)
        try buffer.append(UInt8(ascii: "{"))
    }

    mutating func member(_ name: String, _ text: String) throws(CloudError) {
        try begin(name)
        try write(text)
    }

    mutating func member(_ name: String, _ number: Int) throws(CloudError) {
        try begin(name)
        try buffer.append(String(number))
    }

    mutating func member(_ name: String, _ texts: [String]) throws(CloudError) {
        try begin(name)
        try buffer.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { try buffer.append(UInt8(ascii: ",")) }
            try write(text)
        }
        try buffer.append(UInt8(ascii: "]"))
    }

    mutating func member(_ name: String, base64 bytes: [UInt8]) throws(CloudError) {
        try begin(name)
        try buffer.append(UInt8(ascii: "\""))
        try Base64.write(bytes, to: buffer)
        try buffer.append(UInt8(ascii: "\""))
    }

    /// The whole object. Nothing can be written after it.
    consuming func finish() throws(CloudError) -> WipedBuffer {
        try buffer.append(UInt8(ascii: "}"))
        return buffer
    }

    private mutating func begin(_ name: String) throws(CloudError) {
        if !isEmpty { try buffer.append(UInt8(ascii: ",")) }
        isEmpty = false
        try write(name)
        try buffer.append(UInt8(ascii: ":"))
    }

    private func write(_ text: String) throws(CloudError) {
        try buffer.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                try buffer.append(UInt8(ascii: "\\"))
                try buffer.append(byte)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                try buffer.append("\\u00")
                try buffer.append(digits[Int(byte >> 4)])
                try buffer.append(digits[Int(byte & 15)])
            default: try buffer.append(byte)
            }
        }
        try buffer.append(UInt8(ascii: "\""))
    }
}
