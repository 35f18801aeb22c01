internal import Foundation

/// A file of this room's resources.
struct DataFile {
    /// Nil where it is not there.
    let data: Data?

    init(_ name: String) {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Data")
        data = folder.flatMap { try? Data(contentsOf: $0.appendingPathComponent(name), options: .alwaysMapped) }
    }

    init(text: String?) { data = text.map { Data($0.utf8) } }

    /// Its lines without empty ones and comments, which begin with `#` and a space.
    var lines: [String] {
        guard let data else { return [] }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .filter { !$0.hasPrefix("# ") }
    }
}
