internal import Connectors

/// The formats that are understood, for a person to look through.
package enum ImportFormats {
    package static var names: [String] { ExportFormats.names }

    /// Each with what it looks like.
    package static var examples: [(name: String, example: String)] {
        ExportFormats.examples.split(separator: "\n").compactMap { line in
            let parts = line.drop { $0 == " " }.split(separator: ": ", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }
}
