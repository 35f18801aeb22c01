import Kernel

@testable import Desk

/// What every route asks of whoever comes. A route that stands nowhere here fails `RightsTests`: whoever adds one says here
/// who may use it.
enum RouteTable {
    enum Need: Equatable {
        /// Open to all, staff or not.
        case nothing
        /// To anybody of the staff.
        case staff
        /// A right, whatever the group.
        case right(Permission)
        /// A right in the group that the path names, or to somebody of it.
        case inGroup(Permission)
        /// A token, which no cookie stands for; or nothing at all.
        case token
        /// Only for this machine.
        case machine
    }

    /// By the beginning of the route, the longest that fits.
    private static let needs: [(String, Need)] = [
        ("GET /healthz", .nothing), ("GET /readyz", .nothing), ("GET /metrics", .machine), ("GET /assets/", .nothing),
        ("GET /sign-in", .nothing), ("POST /sign-in", .nothing), ("POST /sign-out", .nothing),
        ("GET /join/", .nothing), ("POST /join/", .nothing), ("GET /confirm/", .nothing), ("POST /confirm/", .nothing),
        ("POST /language", .nothing), ("GET /**", .nothing),
        ("GET /api/", .token), ("POST /api/", .token), ("PATCH /api/", .token), ("PUT /api/", .token),
        ("DELETE /api/", .token),
        ("GET /settings/notices", .right(.manageNotices)), ("POST /settings/notices", .right(.manageNotices)),
        ("GET /settings/tokens", .staff), ("POST /settings/tokens", .staff),
        ("GET /search", .staff), ("GET /settings", .staff), ("POST /settings/account", .staff),
        ("GET /settings/people", .right(.manageStaff)), ("POST /settings/people", .right(.manageStaff)),
        ("GET /settings/community", .right(.changeSettings)), ("POST /settings/community", .right(.changeSettings)),
        ("GET /settings/alerts", .right(.changeSettings)), ("POST /settings/alerts", .right(.changeSettings)),
        ("GET /today/", .right(.seeGroups)), ("POST /today/", .right(.tendGroups)),
        ("GET /alerts", .right(.seeGroups)), ("POST /alerts/", .right(.tendGroups)),
        ("GET /settings/audit", .right(.seeAudit)),
        ("GET /settings/data", .right(.manageData)), ("POST /settings/data", .right(.manageData)),
        ("GET /settings/data/erase", .right(.erasePeople)), ("POST /settings/data/erase", .right(.erasePeople)),
        ("GET /members", .right(.seePeople)), ("GET /members/", .inGroup(.seePeople)),
        ("GET /members/{id}/merge", .inGroup(.mergePeople)), ("POST /members/", .inGroup(.mergePeople)),
        ("GET /groups", .right(.seeGroups)), ("GET /groups/", .inGroup(.seeGroups)),
        ("GET /compare", .right(.seeGroups)), ("GET /insight/", .right(.seeGroups)),
        ("POST /groups/views", .right(.seeGroups)), ("POST /groups/edit", .right(.editGroups)),
        ("POST /groups/undo/", .right(.editGroups)), ("POST /groups/", .inGroup(.editGroups)),
        ("GET /import", .right(.importHistories)), ("POST /import", .right(.importHistories)),
        ("GET /reports", .right(.seeReports)),
        ("GET /reports/schedules/", .right(.editGroups)), ("POST /reports", .right(.editGroups)),
    ]

    /// Nil where no line names it.
    static func need(_ route: String) -> Need? {
        if route == "GET /" { return .right(.seeGroups) }
        return needs.filter { route.hasPrefix($0.0) }.max { $0.0.utf8.count < $1.0.utf8.count }?.1
    }

    static func lets(_ actor: Actor?, in need: Need, group: GroupID) -> Bool {
        switch need {
        case .nothing: true
        case .staff: actor != nil
        case .right(let permission): actor?.mayUse(permission) ?? false
        case .inGroup(let permission): actor?.mayUse(permission, in: group) ?? false
        case .machine, .token: false
        }
    }

    /// A path of the route: about this group, this person, this one of the staff.
    static func path(_ route: String, group: GroupID, person: PersonID, staff: StaffID) -> String {
        var path = route.replacing("/**", with: "/nowhere/at/all")
        let id =
            path.hasPrefix("/groups")
            ? group.description
            : path.hasPrefix("/settings/people") ? staff.description : person.description
        path = path.replacing(":id", with: id).replacing(":tab", with: "rhythm")
        return path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? "1" : String($0) }.joined(separator: "/")
    }
}
