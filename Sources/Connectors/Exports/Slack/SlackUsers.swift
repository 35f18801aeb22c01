internal import Foundation
internal import Glibc
internal import Kernel
internal import Synchronization

/// The people of a workspace, from the `users.json` of its export.
final class SlackUsers: Sendable {
    /// Somebody in the list.
    private struct User {
        let name: String
        let isProgram: Bool
    }

    /// More accounts than the largest workspace has; those beyond go by their ids.
    private static let mostUsers = 1_000_000
    /// Slack's own program, which `users.json` has as a person or not at all.
    private static let slackbot = "USLACKBOT"

    private let users: [String: User]

    private init(_ users: [String: User]) { self.users = users }

    /// - Parameter name: What to call somebody who is not in the list; the id where that is nil.
    func party(_ id: String, otherwise name: @autoclosure () -> String? = nil) -> Party {
        Party(name: users[id]?.name ?? name() ?? id, id: id)
    }

    func isProgram(_ id: String) -> Bool { id == SlackUsers.slackbot || users[id]?.isProgram ?? false }

    /// What Slack shows of a profile.
    static func name(_ profile: JSONValue?) -> String? {
        guard let profile else { return nil }
        for member: StaticString in ["display_name", "real_name", "name"] {
            if let name = profile[member]?.view, !name.isBlank { return name.string }
        }
        return nil
    }

    private convenience init(_ file: ExportFile) throws {
        let source = LineSource(try TextDecoder(file.open(), encoding: .utf8, mark: 0))
        var elements = JSONElements(["[]"])
        var tree = JSONTree()
        var users: [String: User] = [:]
        while let element = try elements.next(source), users.count < SlackUsers.mostUsers {
            guard element.flaw == nil, tree.read(element.bytes), let id = tree.root["id"]?.string else { continue }
            let name = SlackUsers.name(tree.root["profile"]) ?? SlackUsers.name(tree.root) ?? id
            users[id] = User(name: name, isProgram: tree.root["is_bot"]?.bool ?? false)
        }
        self.init(users)
    }
}

// MARK: - One list for many files

extension SlackUsers {
    /// The list last read: a channel has a file for each day, and all have the same list.
    private static let latest = Mutex<(mark: Mark, users: SlackUsers)?>(nil)

    /// What tells whether a list is still the one that was read.
    private struct Mark: Equatable {
        let path: String
        let number: UInt64
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        /// Nil where there is neither such a file nor an archive that it is in.
        init?(_ path: String) {
            var outer = path
            var status = stat()
            while stat(outer, &status) != 0 {
                let above = (outer as NSString).deletingLastPathComponent
                if above == outer || above.isEmpty { return nil }
                outer = above
            }
            self.path = path
            number = UInt64(status.st_ino)
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// The people of the workspace that a channel's file is of; nobody where no list is beside it.
    static func beside(_ file: ExportFile) -> SlackUsers {
        guard let list = file.neighbour("../users.json") ?? file.neighbour("../org_users.json"),
            let mark = Mark(list.path)
        else { return SlackUsers([:]) }
        return latest.withLock { latest in
            if let latest, latest.mark == mark { return latest.users }
            let users = (try? SlackUsers(list)) ?? SlackUsers([:])
            latest = (mark, users)
            return users
        }
    }
}
