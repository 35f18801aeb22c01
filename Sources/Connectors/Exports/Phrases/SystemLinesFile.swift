internal import Foundation

/// What programs write into chats by themselves: the data files of `SystemLines`, one for each network.
enum SystemLinesFile {
    /// What a network's file holds; it is a part of the program, so that one without it is broken and says so.
    ///
    /// - Parameter network: The file's name without `.json`.
    static func load<Content: Decodable>(_ network: String, as type: Content.Type) -> Content {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("SystemLines"),
            let data = try? Data(contentsOf: folder.appendingPathComponent("\(network).json")),
            let content = try? JSONDecoder().decode(type, from: data)
        else { preconditionFailure("SystemLines/\(network).json is not in the bundle, or not what it should be") }
        return content
    }
}
