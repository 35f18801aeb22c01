internal import Insight
internal import Kernel
internal import Reports

/// The people whom the talk hangs on and who talks with whom: a picture, with the same as tables.
struct PictureSection {
    let look: Look
    let picture: GroupPicture
    /// Whether the reader may see people's own pages.
    let linksPeople: Bool

    private var terms: ReportTerms { ReportTerms(look.catalogue) }
    /// Ties that the table names.
    private static let tiesTold = 60

    func write(to page: inout HTML) {
        guard picture.people.count > 1 else { return }
        page.element("section", .id("picture")) { section in
            section.element("h2", text: look("groups.picture"))
            let values = [
                "shown": ReportWords.count(picture.people.count), "speakers": ReportWords.count(picture.speakers),
            ]
            section.element("p", .class("why"), text: look("groups.picture.why", values))
            section.element("figure", .class("chart network"), .named("data-chart", "picture")) { figure in
                figure.element(
                    "div", .class("canvas"), .named("role", "img"), .label(look("groups.picture")), .named("hidden", "")
                ) { _ in }
                figure.element("details", .flag("open")) { details in
                    details.element("summary", text: look.catalogue("page.table"))
                    addPeople(to: &details)
                    addTies(to: &details)
                }
            }
            var bytes: [UInt8] = []
            json.append(to: &bytes)
            section.data("chart-picture", json: bytes)
        }
    }

    private var json: JSONValue {
        let people: [JSONValue] = picture.people.map { person in
            .object([
                ("bridge", .integer(person.isBridge ? 1 : 0)), ("core", .integer(person.isCore ? 1 : 0)),
                ("messages", .integer(person.messages)), ("name", .string(terms.person(person.name))),
            ])
        }
        let ties: [JSONValue] = picture.ties.map { tie in
            .array([.integer(tie.first), .integer(tie.second), .integer(tie.weight)])
        }
        return .object([("kind", .string("network")), ("people", .array(people)), ("ties", .array(ties))])
    }

    private func addPeople(to details: inout HTML) {
        let columns = ["name", "messages", "core", "role"].map { look("groups.picture." + $0) }
        details.element(
            "div", .class("scroll"), .named("tabindex", "0"), .named("role", "group"), .label(look("groups.picture"))
        ) {
            $0.element("table", .class("data")) { table in
                head(columns, to: &table)
                table.element("tbody") { body in
                    for person in picture.people {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { cell in
                                guard linksPeople else {
                                    return cell.element("bdi", text: terms.person(person.name))
                                }
                                cell.element("a", .href("/members/\(person.id)")) {
                                    $0.element("bdi", text: terms.person(person.name))
                                }
                            }
                            row.element("td", .class("r"), text: ReportWords.count(person.messages))
                            row.element("td", .class("r"), text: ReportWords.count(person.coreNumber))
                            row.element("td", .class("r"), text: role(of: person))
                        }
                    }
                }
            }
        }
    }

    private func role(of person: GroupPicture.Person) -> String {
        [person.isCore ? terms.figure("core") : nil, person.isBridge ? terms.figure("bridge") : nil].compactMap { $0 }
            .joined(separator: " · ")
    }

    private func addTies(to details: inout HTML) {
        guard !picture.ties.isEmpty else { return }
        let columns = ["one", "other", "times"].map { look("groups.picture." + $0) }
        details.element(
            "div", .class("scroll"), .named("tabindex", "0"), .named("role", "group"),
            .label(look("groups.picture.ties"))
        ) {
            $0.element("table", .class("data")) { table in
                head(columns, to: &table, numbers: 2...)
                table.element("tbody") { body in
                    for tie in picture.ties.prefix(Self.tiesTold) {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { $0.element("bdi", text: name(tie.first)) }
                            row.element("td") { $0.element("bdi", text: name(tie.second)) }
                            row.element("td", .class("r"), text: ReportWords.count(tie.weight))
                        }
                    }
                }
            }
        }
    }

    private func name(_ place: Int) -> String { terms.person(picture.people[place].name) }

    private func head(_ columns: [String], to table: inout HTML, numbers: PartialRangeFrom<Int> = 1...) {
        table.element("thead") { head in
            head.element("tr") { row in
                for (index, column) in columns.enumerated() {
                    row.element("th", .scope("col"), numbers.contains(index) ? .class("r") : nil, text: column)
                }
            }
        }
    }
}
