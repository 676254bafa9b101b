package import StrictYAML

/// What may stand at one place of a scenario file. A file is checked against it, and the JSON Schema is made of it:
/// one truth for both.
package indirect enum Shape: Sendable {
    /// A text of a person's own, on one line.
    case text
    /// `true` or `false`.
    case flag
    /// A whole number.
    case number(ClosedRange<Int>)
    /// One of these numbers.
    case numbers([Int])
    /// A length of time with its unit, such as `90s`.
    case duration
    /// One of these words.
    case word([String])
    /// Words with blanks between them, such as `pay 100/300`: the first is one of these, what follows narrows it.
    case phrase([String])
    /// A time of day, such as `22:59`.
    case timeOfDay
    /// Four hexadecimal digits, such as `6982`.
    case statusWord
    /// Digits, written in quotes where they begin with a zero.
    case digits
    case list(Shape, ClosedRange<Int>)
    /// Keys, each with its own shape.
    case group(Group)
    /// A group with exactly one of its keys.
    case variant(Group)
    /// One of these, told apart by how it is written: a word, a list, a group.
    case either([Shape])
    /// A shape that is used in more than one place.
    case named(String, @Sendable () -> Shape)

    /// The keys of a group.
    package struct Group: Sendable {
        package var fields: [Field]

        package init(_ fields: [Field]) { self.fields = fields }

        package var keys: [String] { fields.map(\.key) }
        package func field(_ key: String) -> Field? { fields.first { $0.key == key } }
    }

    /// One key of a group.
    package struct Field: Sendable {
        package var key: String
        package var shape: Shape
        package var isRequired: Bool
        /// What it means, for the schema and for whoever writes in an editor that shows it.
        package var meaning: String

        package init(_ key: String, _ shape: Shape, required: Bool = false, _ meaning: String) {
            self.key = key
            self.shape = shape
            self.isRequired = required
            self.meaning = meaning
        }
    }
}

extension Shape {
    /// Longer lists are somebody's mistake.
    package static let usualCount = 1...64
    /// A day and a night.
    package static let durations: ClosedRange<Duration> = .zero...(.seconds(86_400))

    /// Refuses a value that has not this shape, with line and suggestion.
    package func check(_ value: YAMLValue) throws(ConfigurationError) {
        switch self {
        case .text: _ = try value.string(maximum: 400)
        case .flag: _ = try value.bool()
        case .number(let range): _ = try value.int(in: range)
        case .numbers(let numbers):
            let number = try value.int(in: 0...Int.max)
            guard numbers.contains(number) else {
                throw value.unknownChoice("\(number)", among: numbers.map(String.init))
            }
        case .duration: _ = try value.duration(in: Self.durations)
        case .word(let words):
            let text = try value.string()
            guard words.contains(text) else { throw value.unknownChoice(text, among: words) }
        case .phrase(let words):
            let first = String(try value.string().prefix { $0 != " " })
            guard words.contains(first) else { throw value.unknownChoice(first, among: words) }
        case .timeOfDay:
            guard Self.minutes(try value.string()) != nil else {
                throw value.error(.wrongType, "this wants a time of day such as \"22:59\", in quotes.")
            }
        case .statusWord:
            let text = try value.string()
            guard text.utf8.count == 4, UInt16(text, radix: 16) != nil else {
                throw value.error(.wrongType, "a status word has four hexadecimal digits, such as \"6982\".")
            }
        case .digits:
            _ = try value.string(maximum: 16)
        case .list(let shape, let count):
            for item in try value.list(count: count) { try shape.check(item) }
        case .group(let group):
            try group.check(value)
        case .variant(let group):
            try group.check(value)
            let keys = try value.mapping(allowing: group.keys).keys
            guard keys.count == 1 else {
                throw value.error(
                    .outOfRange,
                    keys.isEmpty
                        ? "one of these keys is missing here: \(group.keys.joined(separator: ", "))."
                        : "only one of \(keys.joined(separator: ", ")) can stand here. Make each an item of its own.")
            }
        case .either(let shapes):
            try Self.meant(by: value, among: shapes).check(value)
        case .named(_, let shape):
            try shape().check(value)
        }
    }

    /// The one of `shapes` that is written as this value is; the first where none is.
    private static func meant(by value: YAMLValue, among shapes: [Shape]) -> Shape {
        shapes.first { $0.form == value.form } ?? shapes.first ?? .text
    }

    private var form: YAMLValue.Form {
        switch self {
        case .list: .list
        case .group, .variant: .group
        case .named(_, let shape): shape().form
        case .text, .flag, .number, .numbers, .duration, .word, .phrase, .timeOfDay, .statusWord, .digits, .either:
            .single
        }
    }

    /// Minutes after midnight; nil where it is no time of day.
    package static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1_440
        else { return nil }
        return hour * 60 + minute
    }
}

extension Shape.Group {
    fileprivate func check(_ value: YAMLValue) throws(ConfigurationError) {
        let mapping = try value.mapping(allowing: keys)
        for field in fields {
            if field.isRequired {
                try field.shape.check(try mapping.value(field.key))
            } else if let present = mapping.optional(field.key) {
                try field.shape.check(present)
            }
        }
    }
}
