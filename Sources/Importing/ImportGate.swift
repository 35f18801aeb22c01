internal import Kernel
package import Record
package import Storage

/// Stands between an import and the groups that it would write to.
package struct ImportGate: Sendable {
    /// Asked about each group that is there already, before anything is read; throws where it is not to be written to.
    package let admit: @Sendable (Group) throws -> Void
    /// Told, in the transaction that opens a group, before anything is written to it.
    package let opened: @Sendable (_ group: Group, _ isNew: Bool, Transaction) throws -> Void

    package init(
        admit: @escaping @Sendable (Group) throws -> Void,
        opened: @escaping @Sendable (Group, Bool, Transaction) throws -> Void
    ) {
        self.admit = admit
        self.opened = opened
    }

    /// Lets everything through: for whoever has the database in hand.
    package static let open = ImportGate(admit: { _ in }, opened: { _, _, _ in })
}
