/// Finds the word that somebody probably meant.
enum Spelling {
    /// The nearest of `words`; nil where none is near enough to be a slip of the fingers.
    static func nearest(to word: String, among words: [String]) -> String? {
        // A third of the letters may be wrong, two at the least: `prnter`, `copys`, `queue_name`.
        let limit = max(2, word.count / 3)
        // A key of thousands of letters is near to nothing, and would cost its square. Nobody misspells a number.
        guard word.count <= 64, word.contains(where: \.isLetter) else { return nil }
        return
            words
            .map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= limit && $0.distance < $0.word.count }
            .min { $0.distance < $1.distance }?.word
    }

    /// How many letters must be put in, taken out, replaced or swapped with their neighbour to get from one word to
    /// the other (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        var rows = [Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
