internal import Kernel

extension WeChatSystemMessage {
    /// What a `<sysmsg>` tells; anything else in XML is no system message.
    func meaningOfXML(_ text: ByteView) -> Meaning {
        guard let root = XMLPayload.parse(text) else { return .broken }
        guard root.isNamed("sysmsg") else { return root.isNamed("revokemsg") ? recall(root) : .unknown }
        switch root.attribute("type") ?? "" {
        case "delchatroommember": return root["delchatroommember"].map(change) ?? .broken
        case "sysmsgtemplate": return root["sysmsgtemplate"]?["content_template"].map(template) ?? .broken
        case "revokemsg": return root["revokemsg"].map(recall) ?? .broken
        default:
            // Applications to join and their approval, announcements (which come as messages, too), pats, tips of
            // tools, and what clients tell each other.
            return .passedOver
        }
    }

    /// A sentence with the ids of those it is about beside it.
    private func change(_ element: XMLPayload) -> Meaning {
        let sentence = element.text(of: "plain") ?? element.text(of: "text") ?? ""
        let ids = (element["link"]?["memberlist"]?.all("username") ?? []).map(\.text)
        let meaning = Array(sentence.utf8).withView { self.meaning(ofSentence: $0, people: WeChatLinks()) }
        guard case .deeds(var deeds) = meaning, deeds.count == ids.count else { return meaning }
        // As many ids as names belong together; otherwise nobody can say which is whose.
        for (index, id) in ids.enumerated() where !id.isEmpty {
            if deeds[index].kind == .removal { deeds[index].target?.id = id } else { deeds[index].sender?.id = id }
        }
        return .deeds(deeds)
    }

    /// A sentence with `$name$` in it, and who stands for each name.
    private func template(_ element: XMLPayload) -> Meaning {
        var links = WeChatLinks()
        var replacements: [String: String] = [:]
        for link in (element["link_list"]?.all("link") ?? []).prefix(64) {
            guard let name = link.attribute("name") else { continue }
            let people = (link["memberlist"]?.all("member") ?? []).compactMap(WeChatSystemMessage.member)
            let isShown = link.attribute("hidden") != "1" && link.attribute("type")?.hasPrefix("link_revoke") != true
            if !people.isEmpty {
                replacements[name] = links.placeholder(for: people)
            } else {
                replacements[name] = isShown ? link.text(of: "title") ?? link.text(of: "plain") ?? "" : ""
            }
        }
        let written = element.text(of: "template") ?? element.text(of: "plain") ?? ""
        let sentence = WeChatSystemMessage.fill(written, replacements)
        return Array(sentence.utf8).withView { meaning(ofSentence: $0, people: links) }
    }

    private static func member(_ element: XMLPayload) -> Party? {
        let id = element.text(of: "username")
        guard let name = element.text(of: "nickname") ?? id else { return nil }
        return Party(name: name, id: id)
    }

    /// Replaces every `$name$` in one pass, so that what is put in is not looked through.
    private static func fill(_ template: String, _ values: [String: String]) -> String {
        let parts = template.split(separator: "$", omittingEmptySubsequences: false)
        var filled = String(parts.first ?? "")
        var index = 1
        // What is longer is no sentence, however often a name is put in.
        while index < parts.count, filled.utf8.count <= WeChatTemplates.longest {
            if index + 1 < parts.count, let value = values[String(parts[index])] {
                filled += value + parts[index + 1]
                index += 2
            } else {
                filled += "$" + parts[index]
                index += 1
            }
        }
        return filled
    }

    private func recall(_ element: XMLPayload) -> Meaning {
        let id = element.text(of: "newmsgid") ?? element.text(of: "msgid")
        let sentence = element.text(of: "replacemsg") ?? element.text(of: "content") ?? ""
        let meaning = Array(sentence.utf8).withView { self.meaning(ofSentence: $0, people: WeChatLinks()) }
        guard case .deeds(var deeds) = meaning, deeds.first?.kind == .recall else {
            return .deeds([Deed(kind: .recall, recalled: id)])
        }
        deeds[0].recalled = id
        return .deeds(deeds)
    }
}
