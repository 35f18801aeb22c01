package import Kernel
package import Storage

extension Subject {
    package enum SavedView {}
}

package typealias SavedViewID = ID<Subject.SavedView>

/// A list with its filters, under a name of somebody's own.
package struct SavedView: Sendable, Equatable {
    package let id: SavedViewID
    package let name: String
    /// The query of the list's URL.
    package let query: String

    /// The most that one person keeps.
    package static let most = 30
}

extension DeskStore {
    /// One's own views, by name.
    package func views(of actor: Actor, in transaction: Transaction) throws -> [SavedView] {
        guard let staff = actor.staff else { return [] }
        return try transaction.all("SELECT id, name, query FROM saved_views WHERE staff_id = \(staff) ORDER BY name") {
            SavedView(id: $0.id(0), name: $0.string(1), query: $0.string(2))
        }
    }

    /// Keeps a list under a name; one of that name is replaced. Nobody else sees it, so the audit log does not tell.
    package func saveView(
        name: String, query: String, by actor: Actor, in transaction: Transaction
    ) throws {
        let name = name.trimmed
        guard !name.isEmpty, name.count <= 40, !name.hasControls, query.utf8.count <= 2_000 else {
            throw Fault(.badInput, "groups.bad-view-name")
        }
        let staff = try actor.ownID()
        let known = try views(of: actor, in: transaction)
        guard known.count < SavedView.most || known.contains(where: { $0.name == name }) else {
            throw Fault(.badInput, "groups.too-many-views", ["most": String(SavedView.most)])
        }
        let id: SavedViewID = world.ids.next()
        try transaction.execute(
            """
            INSERT INTO saved_views (id, staff_id, name, query) VALUES (\(id), \(staff), \(name), \(query))
            ON CONFLICT (staff_id, name) DO UPDATE SET query = excluded.query
            """)
    }

    package func dropView(_ id: SavedViewID, by actor: Actor, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM saved_views WHERE id = \(id) AND staff_id = \(try actor.ownID())")
    }
}
