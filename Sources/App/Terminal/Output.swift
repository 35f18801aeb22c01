import Foundation

/// What a command shows.
enum Output: Sendable {
    case json(Data)
    case text(String)

    func print(to console: Console) {
        switch self {
        case .json(let data): console.print(data)
        case .text(let text): console.print(text)
        }
    }
}
