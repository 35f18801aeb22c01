internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

/// What is done alike with every sort of outlet.
extension NoticePages {
    /// The routes that need nothing of the sort's own: pausing and opening, a test, taking away.
    func addRoutes<Key>(of sort: OutletSort<Key>, to notices: some RouterMethods<Visit>) {
        let path = RouterPath("\(sort.base)/:\(sort.name)")
        notices.post("\(path)/state") { request, context in try await setState(of: sort, request, context) }
        notices.post("\(path)/test") { _, context in try await test(sort, context) }
        notices.post("\(path)/drop") { _, context in try await drop(sort, context) }
    }

    private func setState<Key>(of sort: OutletSort<Key>, _ request: Request, _ context: Visit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor, id) = (site.outlets, context.actor, try sort.id(context))
        let isPaused = fields["state"] == "paused"
        try await site.store.write { try sort.pausing(outlets, isPaused, id, actor, $0) }
        return Told(Flash("flash.saved"), at: sort.path(of: id), context.visit)
    }

    private func test<Key>(_ sort: OutletSort<Key>, _ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try sort.id(context))
        let delivery = try await site.store.write { try sort.testing(outlets, id, actor, $0) }
        return Told(Flash("flash.test-sent"), at: "\(Self.base)/deliveries/\(delivery)", context.visit)
    }

    private func drop<Key>(_ sort: OutletSort<Key>, _ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try sort.id(context))
        try await site.store.write { try sort.dropping(outlets, id, actor, $0) }
        return Told(Flash("flash.\(sort.name)-dropped"), at: Self.base, context.visit)
    }

    /// Reads a form and does what it asks for; where something in it is wrong, `again` shows it with what is.
    func submit(
        _ request: Request, _ context: Visit, again: (FormFields, Fault) async throws -> [UInt8],
        _ act: (FormFields) async throws -> some ResponseGenerator
    ) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            return try await act(fields).response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput {
            return try Answer.html(try await again(fields, fault), status: .unprocessableContent)
                .response(from: request, context: context)
        }
    }

    // MARK: - Parts of a page

    /// The page on which an outlet is made.
    func newPage<Key>(
        _ sort: OutletSort<Key>, _ context: Visit, _ fields: FormFields, _ form: (FormPart, inout HTML) -> Void
    ) -> [UInt8] {
        let frame = Self.frame(context, site)
        return frame.html { page in
            frame.section("notices.new-" + sort.name, on: &page) { section in
                form(FormPart(look: frame.look, fields: fields), &section)
            }
        }
    }

    /// The form by which an outlet is made or changed: its own rows, then what it is told.
    ///
    /// - Parameter id: Which is changed; nil where one is made.
    func addForm<Key>(
        _ sort: OutletSort<Key>, _ part: FormPart, _ fault: Fault?, _ id: ID<Key>?, told subscription: SubscriptionRows,
        to section: inout HTML, rows: (inout HTML) -> Void
    ) {
        let path = id.map(sort.path) ?? sort.base
        section.element("form", .class("form"), .named("method", "post"), .named("action", path)) { form in
            part.token(to: &form)
            part.trouble(fault, on: &form)
            rows(&form)
            subscription.write(to: &form)
            form.element("button", .class("btn main"), text: part.look(id == nil ? "notices.make" : "save"))
        }
    }

    /// The buttons that try an outlet, and pause or open it.
    func addButtons<Key>(_ sort: OutletSort<Key>, _ id: ID<Key>, isOn: Bool, _ look: Look, to section: inout HTML) {
        let form = FormPart(look: look)
        section.element("div", .class("buttons")) { buttons in
            form.button(to: sort.path(of: id) + "/test", label: look(sort.test), on: &buttons)
            form.button(
                to: sort.path(of: id) + "/state", label: look(isOn ? "notices.pause" : "notices.open"), kind: "quiet",
                values: [("state", isOn ? "paused" : "on")], on: &buttons)
        }
    }

    func addDeliveries<Key>(_ sort: OutletSort<Key>, _ id: ID<Key>, _ look: Look, to section: inout HTML) {
        section.element("p") { line in
            line.element("a", .href(sort.deliveries(of: id)), text: look("notices.deliveries"))
        }
    }

    func addDropping<Key>(_ sort: OutletSort<Key>, _ id: ID<Key>, _ frame: SettingsFrame, to page: inout HTML) {
        frame.section(sort.drop, on: &page) { section in
            FormPart(look: frame.look).button(
                to: sort.path(of: id) + "/drop", label: frame.look("notices.drop"), kind: "danger", on: &section)
        }
    }

    // MARK: - Their list

    /// The outlets of a sort, a page of them, and the way to make one.
    ///
    /// - Parameters:
    ///   - head: The key of what stands over their names.
    ///   - next: The id behind which the next page begins; nil where there is none.
    func addList<Key>(
        of sort: OutletSort<Key>, _ lines: [OutletLine], head: String, next: ID<Key>?, _ look: Look,
        to section: inout HTML
    ) {
        if lines.isEmpty {
            section.element("p", .class("why"), text: look("notices.\(sort.name).none"))
        } else {
            addTable([head, "notices.told", "notices.state"].map { look($0) }, lines, look, to: &section)
        }
        addNext(sort.path, next?.value, look, &section)
        let link = Attribute.href("\(Self.base)/new-\(sort.name)")
        section.element("div", .class("buttons")) {
            $0.element("a", .class("btn main"), link, text: look("notices.\(sort.name).new"))
        }
    }

    /// Kept out of the sections' closures: inlined there it makes the optimiser of Swift 6.3.1 abort.
    @inline(never)
    private func addNext(_ name: String, _ last: Int64?, _ look: Look, _ section: inout HTML) {
        guard let last else { return }
        let link = Attribute.href("\(Self.base)?\(name)=\(last)")
        section.element("p") { $0.element("a", link, text: look("list.next")) }
    }

    private func addTable(_ heads: [String], _ lines: [OutletLine], _ look: Look, to section: inout HTML) {
        section.element("div", .class("tablebox")) { box in
            box.element("table", .class("stack")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in for text in heads { row.element("th", .scope("col"), text: text) } }
                }
                table.element("tbody") { body in
                    for line in lines { body.element("tr") { write(line, look, to: &$0) } }
                }
            }
        }
    }

    private func write(_ line: OutletLine, _ look: Look, to row: inout HTML) {
        row.element("th", .scope("row")) { cell in
            cell.element("a", .class("name"), .href(line.path)) { $0.element("bdi", text: line.name) }
            if let more = line.more { cell.element("span", .class("sub")) { $0.element("bdi", text: more) } }
        }
        row.element("td", text: SubscriptionRows.text(line.kinds, groups: line.groups?.count, look))
        row.element("td") { cell in
            line.state.write(look, to: &cell)
            cell.element("span", .class("sub")) { sub in
                sub.element("a", .href(line.deliveries), text: look("notices.deliveries"))
            }
        }
    }
}
