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
    let actor: Actor

    init(context: VisitContext) throws {
        guard let actor = context.actor else { throw Detour(path: "/sign-in") }
        guard actor.mayUse(Right.permission) else { throw Fault(.forbidden, "web.no-right") }
        coreContext = context.coreContext
        visit = context
        self.actor = actor
    }

    var maxUploadSize: Int { visit.maxUploadSize }
}

/// A visit by anybody of the staff, to what is their own.
struct StaffVisit: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let visit: VisitContext
    let actor: Actor

    init(context: VisitContext) throws {
        guard let actor = context.actor else { throw Detour(path: "/sign-in") }
        coreContext = context.coreContext
        visit = context
        self.actor = actor
    }

    var maxUploadSize: Int { visit.maxUploadSize }
}

enum MaySeeGroups: PageRight { static let permission = Permission.seeGroups }
enum MaySeePeople: PageRight { static let permission = Permission.seePeople }
enum MayImport: PageRight { static let permission = Permission.importHistories }
enum MayTendGroups: PageRight { static let permission = Permission.tendGroups }
enum MayEditGroups: PageRight { static let permission = Permission.editGroups }
enum MayMergePeople: PageRight { static let permission = Permission.mergePeople }
enum MayErase: PageRight { static let permission = Permission.erasePeople }
enum MaySeeReports: PageRight { static let permission = Permission.seeReports }
enum MayManageStaff: PageRight { static let permission = Permission.manageStaff }
enum MaySeeAudit: PageRight { static let permission = Permission.seeAudit }
enum MayChangeSettings: PageRight { static let permission = Permission.changeSettings }
enum MayManageData: PageRight { static let permission = Permission.manageData }
enum MayManageNotices: PageRight { static let permission = Permission.manageNotices }
