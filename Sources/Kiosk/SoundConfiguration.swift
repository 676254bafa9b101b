internal import Board
internal import Glibc

/// What the browser's session is told about sound: a file of ALSA configuration in which one device, the headphone
/// socket of the parts list, has the name that the browser plays on. A machine without a socket has no such device, and
/// a browser that finds none plays nowhere.
struct SoundConfiguration: Hashable, Sendable {
    /// The device's name in the file. `Packaging/root/usr/lib/madoguchi/screen` names it too.
    static let device = "headphones"

    /// As ALSA reads it (alsa-lib, "Configuration files").
    let text: String

    init(_ headphones: HeadphonesPart?) {
        var text = "# Written by kioskd each time it starts, from headphones.alsa-device in the parts list.\n"
        if let headphones {
            // Letters, digits and :=,_-. alone: the parts list takes no others.
            text += "pcm.\(Self.device) { type plug slave.pcm \"\(headphones.alsaDevice)\" }\n"
        }
        self.text = text
    }

    /// Why the file could not be written.
    struct WriteError: Error, Equatable {
        var errno: Int32
    }

    /// Writes the file, which appears whole or not at all and which everybody may read: nothing in it is a secret.
    func write(to path: String) throws(WriteError) {
        let draft = path + ".new"
        // One of a start that was cut off.
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw WriteError(errno: Glibc.errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, 0o644) == 0,
            rename(draft, path) == 0
        else {
            let error = WriteError(errno: Glibc.errno)
            unlink(draft)
            throw error
        }
    }
}
