internal import Importing
internal import Kernel
internal import Record

/// The form of a survey: how the files are meant.
enum ImportForm {
    private static let mostBots = 200

    static func choice(_ fields: FormFields) -> ImportChoice {
        var choice = ImportChoice()
        choice.format = fields.text("read-as")
        choice.group = fields.text("into")
        choice.kind = fields.text("read-kind").flatMap { GroupKind(rawValue: $0) }
        choice.zone = fields.text("read-zone")
        choice.ownName = fields.text("you")
        let typed = (fields["more-bots"] ?? "").split { $0.isNewline || $0 == "," || $0 == "，" || $0 == "、" }
            .map { FormFields.trimmed(String($0)) }
        choice.bots = Array((fields.all("bot") + typed).filter { !$0.isEmpty && !$0.contains("\0") }.prefix(mostBots))
        choice.keepsUpload = fields.isOn("keep")
        return choice
    }
}

extension FormFields {
    static func trimmed(_ text: String) -> String {
        var fields = FormFields()
        fields.set("text", text)
        return fields.text("text") ?? ""
    }
}
