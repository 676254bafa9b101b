import StrictYAML

extension StrictYAMLTests {
    /// Read by eye: each message must tell a technician what to do.
    static let mistakes: [Mistake] = [
        Mistake(
            name: "unknown key, near a known one", text: "printer:\n  queue: a\n  two-sidet: true\n", kind: .unknownKey,
            line: 3, message: "unknown key 'two-sidet' in 'printer'. Did you mean 'two-sided'?"),
        Mistake(
            name: "unknown key, near none", text: "printer:\n  queue: a\nwallpaper: x\n", kind: .unknownKey, line: 3,
            message: "unknown key 'wallpaper'. Known here: printer, copies, tubes."),
        Mistake(
            name: "letters swapped", text: "pritner:\n  queue: a\n", kind: .unknownKey, line: 1,
            message: "unknown key 'pritner'. Did you mean 'printer'?"),
        Mistake(
            name: "missing key", text: "copies: 1\nprinter:\n  side: left\n", kind: .missingKey, line: 3,
            message: "'printer' lacks the key 'queue'. Add a line 'queue: …'."),
        Mistake(
            name: "missing group", text: "copies: 1\n", kind: .missingKey, line: 1,
            message: "the file lacks the key 'printer'. Add a line 'printer: …'."),
        Mistake(
            name: "empty file", text: "# nothing\n", kind: .missingKey, line: nil,
            message: "there is nothing in it. Is it the right file?"),
        Mistake(
            name: "no value", text: "printer:\n  queue:\n", kind: .wrongType, line: 2,
            message: "'printer.queue' has no value. It wants text."),
        Mistake(
            name: "empty text", text: "printer:\n  queue: ''\n", kind: .outOfRange, line: 2,
            message: "'printer.queue' is empty. Write a value, or leave the line out if it may be."),
        Mistake(
            name: "text too long", text: "printer:\n  queue: abcdefghijklmnopqrstuvwxyz\n", kind: .outOfRange, line: 2,
            message: "'printer.queue' wants at most 20 characters, and has 26."),
        Mistake(
            name: "line break in a text", text: "printer:\n  queue: |\n    a\n    b\n", kind: .outOfRange, line: 2,
            message: "'printer.queue' holds a line break or another control character. Write it on one line."),
        Mistake(
            name: "group where text belongs", text: "printer:\n  queue:\n    name: a\n", kind: .wrongType, line: 3,
            message: "'printer.queue' wants text, and a group of keys stands there."),
        Mistake(
            name: "text where a group belongs", text: "printer: kiosk\n", kind: .wrongType, line: 1,
            message: "'printer' wants a group of keys (queue, two-sided, side, wait, …), and 'kiosk' stands there."),
        Mistake(
            name: "list at the top", text: "- a\n- b\n", kind: .wrongType, line: 1,
            message: "the file wants a group of keys (printer, copies, tubes), and a list stands there."),
        Mistake(
            name: "word for a number", text: "printer: {queue: a}\ncopies: many\n", kind: .wrongType, line: 2,
            message: "'copies' wants a whole number from 1 to 10, and 'many' stands there."),
        Mistake(
            name: "quoted number", text: "printer: {queue: a}\ncopies: \"5\"\n", kind: .wrongType, line: 2,
            message: "'copies' wants a whole number from 1 to 10. Write it without quotes."),
        Mistake(
            name: "hexadecimal number", text: "printer: {queue: a}\ncopies: 0x5\n", kind: .wrongType, line: 2,
            message: "'copies' wants a whole number from 1 to 10, and '0x5' stands there."),
        Mistake(
            name: "fraction", text: "printer: {queue: a}\ncopies: 1.5\n", kind: .wrongType, line: 2,
            message: "'copies' wants a whole number from 1 to 10, and '1.5' stands there."),
        Mistake(
            name: "number out of range", text: "printer: {queue: a}\ncopies: 11\n", kind: .outOfRange, line: 2,
            message: "'copies' wants a whole number from 1 to 10, and 11 is not."),
        Mistake(
            name: "number beyond every integer", text: "printer: {queue: a}\ncopies: 99999999999999999999999999\n",
            kind: .outOfRange, line: 2,
            message: "'copies' wants a whole number from 1 to 10, and 999999999999999999999999 is not."),
        Mistake(
            name: "yes for true", text: "printer:\n  queue: a\n  two-sided: yes\n", kind: .wrongType, line: 3,
            message: "'printer.two-sided' wants true or false, and 'yes' stands there."),
        Mistake(
            name: "unknown choice", text: "printer:\n  queue: a\n  side: rihgt\n", kind: .unknownChoice, line: 3,
            message: "'printer.side' wants one of left, right, not 'rihgt'. Did you mean 'right'?"),
        Mistake(
            name: "length of time without a unit", text: "printer:\n  queue: a\n  wait: 30\n", kind: .wrongType,
            line: 3,
            message:
                "'printer.wait' wants a length of time, a whole number with its unit (ms, s, min, h or d), and '30' stands there."
        ),
        Mistake(
            name: "length of time out of range", text: "printer:\n  queue: a\n  wait: 5min\n", kind: .outOfRange,
            line: 3, message: "'printer.wait' wants a length of time from 1s to 1min, not 5min."),
        Mistake(
            name: "too many items",
            text: "printer: {queue: a}\ntubes:\n  - {capacity: 1}\n  - {capacity: 1}\n  - {capacity: 1}\n",
            kind: .outOfRange, line: 3, message: "'tubes' wants from 1 to 2 items, and has 3."),
        Mistake(
            name: "mistake in a list", text: "printer: {queue: a}\ntubes:\n  - {capacity: 1}\n  - {capacity: 1000}\n",
            kind: .outOfRange, line: 4,
            message: "'tubes[1].capacity' wants a whole number from 0 to 999, and 1000 is not."),
        Mistake(
            name: "key twice", text: "copies: 1\nprinter:\n  queue: a\n  side: left\n  queue: b\n", kind: .duplicateKey,
            line: 3, message: "the key 'queue' stands here and once more in the same group. Keep one of the two."),
        Mistake(
            name: "key twice, once quoted", text: "copies: 1\n\"copies\": 2\n", kind: .duplicateKey, line: 1,
            message: "the key 'copies' stands here and once more in the same group. Keep one of the two."),
        Mistake(
            name: "anchor", text: "printer: &p\n  queue: a\n", kind: .notAllowed, line: 1,
            message:
                "'&p': these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        ),
        Mistake(
            name: "anchor and alias", text: "printer: &p\n  queue: a\ncopies: *p\n", kind: .notAllowed, line: 3,
            message:
                "'&p' and '*p': these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        ),
        Mistake(
            name: "alias of nothing", text: "printer:\n  queue: *nothing\n", kind: .notAllowed, line: 2,
            message: "an alias, or a second document after '---': these files are one document without aliases."),
        Mistake(
            name: "merge key", text: "printer:\n  <<: {side: left}\n  queue: a\n", kind: .notAllowed, line: 2,
            message:
                "'<<': these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        ),
        Mistake(
            name: "tag", text: "printer:\n  queue: a\ncopies: !!int 5\n", kind: .notAllowed, line: 3,
            message:
                "the tag '!!int': these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        ),
        Mistake(
            name: "a list as a key", text: "[a, b]: c\n", kind: .notAllowed, line: 1,
            message:
                "a key that is no plain word: these files do without anchors, aliases, merge keys and tags. Write the value out where it is meant."
        ),
        Mistake(
            name: "two documents", text: "printer: {queue: a}\n---\ncopies: 1\n", kind: .notAllowed, line: 2,
            message: "an alias, or a second document after '---': these files are one document without aliases."),
        Mistake(
            name: "deep nesting",
            text: "printer:\n  queue: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "\n",
            kind: .notAllowed, line: 2, message: "nested deeper than 16 levels. Check the indentation."),
        Mistake(
            name: "absurdly deep nesting", text: "printer:\n  queue: " + String(repeating: "[", count: 200_000) + "\n",
            kind: .syntax, line: 2,
            message:
                "not YAML (while parsing, Maximum nesting level reached, set with yaml_set_max_nest_level())). Check the indentation (spaces, no tabs), colons and quotes here and on the line before."
        ),
        Mistake(
            name: "tab as indentation", text: "printer:\n\tqueue: a\n", kind: .syntax, line: 2,
            message:
                "not YAML (while scanning for the next token, found character that cannot start any token). Check the indentation (spaces, no tabs), colons and quotes here and on the line before."
        ),
        Mistake(
            name: "quote left open", text: "printer:\n  queue: \"a\n  side: left\n", kind: .syntax, line: 2,
            message:
                "not YAML (while scanning a quoted scalar, found unexpected end of stream). Check the indentation (spaces, no tabs), colons and quotes here and on the line before."
        ),
        Mistake(
            name: "colon forgotten", text: "printer:\n  queue a\n  side: left\n", kind: .syntax, line: 3,
            message:
                "not YAML (mapping values are not allowed in this context). Check the indentation (spaces, no tabs), colons and quotes here and on the line before."
        ),
        Mistake(
            name: "control character", text: "printer:\n  queue: a\u{1}b\n", kind: .syntax, line: 2,
            message: "not YAML: control characters are not allowed. Remove the character."),
    ]
}
