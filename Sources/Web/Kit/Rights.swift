internal import Desk
package import Hummingbird
internal import Kernel

/// A right that a page needs. Each is a type, so that a page's context cannot be made without it.
protocol PageRight { static var permission: Permission { get } }

/// A visit by somebody of the staff who holds a right. Whoever is not signed in is sent to the door; whoever lacks the
/// right is refused.
struct Permitted<Right: PageRight>: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let visit: VisitContext
    let session: SessionView

    init(context: VisitContext) throws {
        guard let session = context.session, session.isComplete else { throw Detour(path: "/sign-in") }
        guard session.actor.mayUse(Right.permission) else { throw Fault(.forbidden, "web.no-right") }
        coreContext = context.coreContext
        visit = context
        self.session = session
    }

    var actor: Actor { session.actor }
    var maxUploadSize: Int { visit.maxUploadSize }
}

enum MaySee: PageRight { static let permission = Permission.seeGroups }
