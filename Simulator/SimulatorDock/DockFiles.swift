internal import Foundation
internal import Screens

/// The dock's files by path, read once: its own, and what it shares with the resident's page, which is its visual
/// language and the few lines that make elements.
struct DockFiles: Sendable {
    let files: [String: ScreenPages.File]

    private static let shared = ["/tokens.css", "/icon.svg", "/js/dom.js"]
    private static let own = [
        "/index.html", "/dock.css", "/js/app.js", "/js/wire.js", "/js/course.js", "/js/card.js", "/js/money.js",
        "/js/printer.js", "/js/surroundings.js", "/js/feed.js", "/js/keys.js", "/js/parts.js", "/js/viewer.js",
    ]
    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    ]

    /// - Throws: `ScreenServerError.pages` where a file is missing.
    init() throws {
        let pages = try ScreenPages.found().files
        var files: [String: ScreenPages.File] = [:]
        for path in Self.shared {
            guard let file = pages[path] else { throw ScreenServerError.pages(path) }
            files[path] = file
        }
        for path in Self.own {
            guard let bytes = try? Data(contentsOf: Bundle.module.bundleURL.appending(path: "Resources" + path)),
                let type = Self.types[String(path.split(separator: ".").last ?? "")]
            else { throw ScreenServerError.pages(path) }
            files[path] = ScreenPages.File(type: type, bytes: Array(bytes))
        }
        files["/"] = files["/index.html"]
        self.files = files
    }
}
