import Kernel
import Testing

@testable import Connectors

@Suite("Languages of WhatsApp")
struct WhatsAppLanguageTests {
    private static let head = "31.12.20, 23:59 - "

    @Test(
        "The same deeds in many languages",
        arguments: [
            [
                "de", "Ann hat Bo hinzugefügt", "Ann hat die Gruppe verlassen", "Ann hat Bo entfernt",
                "Ann hat die Gruppe „Bau“ erstellt",
            ],
            ["es", "Ann añadió a Bo", "Ann salió del grupo", "Ann eliminó a Bo", "Ann creó el grupo \"Bau\""],
            ["fr", "Ann a ajouté Bo", "Ann est parti", "Ann a retiré Bo", "Ann a créé le groupe « Bau »"],
            ["it", "Ann ha aggiunto Bo", "Ann ha abbandonato", "Ann ha rimosso Bo", "Ann ha creato il gruppo \"Bau\""],
            ["pt", "Ann adicionou Bo", "Ann saiu", "Ann removeu Bo", "Ann criou o grupo \"Bau\""],
            [
                "nl", "Ann heeft Bo toegevoegd", "Ann heeft de groep verlaten", "Ann heeft Bo verwijderd",
                "Ann heeft de groep \"Bau\" gemaakt",
            ],
            ["ru", "Ann добавил(а) Bo", "Ann вышел(-ла)", "Ann удалил(а) Bo", "Ann создал(а) группу «Bau»"],
            [
                "tr", "Ann, Bo kişisini ekledi", "Ann ayrıldı", "Ann, Bo kişisini çıkardı",
                "Ann \"Bau\" grubunu oluşturdu",
            ],
            ["ar", "أضاف Ann Bo", "غادر Ann", "أزال Ann Bo", "أنشأ Ann المجموعة \"Bau\""],
            ["hi", "Ann ने Bo को जोड़ा", "Ann ने ग्रुप छोड़ दिया", "Ann ने Bo को हटाया", "Ann ने ग्रुप \"Bau\" बनाया"],
            ["id", "Ann menambahkan Bo", "Ann keluar", "Ann mengeluarkan Bo", "Ann membuat grup \"Bau\""],
            ["zh-Hans", "Ann添加了Bo", "Ann已退出", "Ann移除了Bo", "Ann创建了群组“Bau”"],
            ["zh-Hant", "Ann 新增了 Bo", "Ann 已退出", "Ann 移除了 Bo", "Ann 建立了群組「Bau」"],
            ["ja", "AnnがBoを追加しました", "Annが退出しました", "AnnがBoを削除しました", "Annがグループ「Bau」を作成しました"],
            ["ko", "Ann님이 Bo님을 추가했습니다", "Ann님이 나갔습니다", "Ann님이 Bo님을 내보냈습니다", "Ann님이 \"Bau\" 그룹을 만들었습니다"],
        ])
    func deeds(_ row: [String]) throws {
        let text = row.dropFirst().map { WhatsAppLanguageTests.head + $0 }.joined(separator: "\n")
        let result = try read(text, as: "chat.txt", format: "whatsapp")
        #expect(
            result.short == ["join|Bo|Ann", "leave|Ann", "removal|Ann|Bo", "join|Ann", "topic|Ann|Bau"], "\(row[0])")
        #expect(try describe(text, as: "chat.txt").groupName == "Bau")
    }

    @Test(
        "Words that stand for what was sent, and for what was deleted",
        arguments: [
            ["<Medien ausgeschlossen>", "Video weggelassen", "Diese Nachricht wurde gelöscht."],
            ["<Multimedia omitido>", "video omitido", "Se eliminó este mensaje."],
            ["<Médias omis>", "vidéo absente", "Ce message a été supprimé"],
            ["<Media omessi>", "video omesso", "Questo messaggio è stato eliminato"],
            ["<Mídia oculta>", "vídeo omitido", "Mensagem apagada"],
            ["<Media weggelaten>", "video weggelaten", "Dit bericht is verwijderd"],
            ["<Без медиафайлов>", "видео отсутствует", "Данное сообщение удалено"],
            ["<Medya dahil edilmedi>", "video dahil edilmedi", "Bu mesaj silindi"],
            ["<Media tidak disertakan>", "video tidak disertakan", "Pesan ini dihapus"],
            ["<省略多媒体文件>", "视频已忽略", "此消息已删除"], ["<媒體已略去>", "影片已略去", "此訊息已刪除"],
            ["<メディアは含まれていません>", "動画は含まれていません", "このメッセージは削除されました"],
            ["<미디어 파일 제외됨>", "동영상 생략됨", "삭제된 메시지입니다"],
        ])
    func stands(_ words: [String]) throws {
        let text = words.map { "\(WhatsAppLanguageTests.head)Ann: \($0)" }.joined(separator: "\n")
        let result = try read(text, as: "chat.txt", format: "whatsapp")
        #expect(result.short == ["picture|Ann", "video|Ann", "text|Ann", "recall|Ann"])
    }

    @Test(
        "Sentences about oneself, in languages that say it in the verb",
        arguments: [
            ["Du hast Bo hinzugefügt", "join|Bo|Du"], ["Añadiste a Bo", "join|Bo|Tú"],
            ["Hai aggiunto Bo", "join|Bo|Tu"],
            ["Vous avez ajouté Bo", "join|Bo|Vous"], ["Вы добавили Bo", "join|Bo|Вы"],
            ["Bo sizi ekledi", "join|Siz|Bo"],
            ["Je bent toegevoegd", "join|Jij"], ["Bo te añadió", "join|Tú|Bo"], ["你移除了Bo", "removal|你|Bo"],
            ["Anda keluar", "leave|Anda"], ["Foste adicionado", "join|Você"], ["Sei stato aggiunto", "join|Tu"],
        ])
    func own(_ row: [String]) throws {
        let text = "\(WhatsAppLanguageTests.head)Zed: x\n\(WhatsAppLanguageTests.head)\(row[0])\n"
        let result = try read(text, as: "chat.txt", format: "whatsapp")
        let short = try #require(result.short.last)
        // Chinese of either script is read by the first that has the sentence.
        #expect(short.replacing("您", with: "你") == row[1])
    }

    @Test(
        "The group is in the name of the file or of its folder, or in the chat",
        arguments: [
            ("x/WhatsApp Chat with The den.txt", "The den"), ("WhatsApp Chat - The den/_chat.txt", "The den"),
            ("WhatsApp Chat - The den.zip/_chat.txt", "The den"), ("x/WhatsApp Chat mit Bau 🏗.txt", "Bau 🏗"),
            ("x/Chat de WhatsApp con Los dos.txt", "Los dos"), ("x/Discussion WhatsApp avec Nous.txt", "Nous"),
            ("x/Chat WhatsApp con Noi.txt", "Noi"), ("x/Conversa do WhatsApp com Nós.txt", "Nós"),
            ("x/WhatsApp-chat met Wij.txt", "Wij"), ("x/Чат WhatsApp с контактом Мы.txt", "Мы"),
            ("x/Biz ile WhatsApp Sohbeti.txt", "Biz"), ("x/与大家的 WhatsApp 聊天.txt", "大家"),
            ("x/與大家的 WhatsApp 對話.txt", "大家"),
        ])
    func groups(_ path: String, _ group: String) throws {
        let text = "\(WhatsAppLanguageTests.head)Ann: x\n"
        let described = try ExportReader(ByteSource(bytes: Array(text.utf8)), path: "/h/\(path)").describe()
        #expect(described.groupName == group && described.isGroupNameCertain)
        #expect(described.network == "whatsapp" && !described.isPresence)
    }

    @Test("iOS says the group's name before the notice of encryption")
    func heading() throws {
        let text =
            "[31/12/20, 10:00:00] The den: \u{200E}Messages and calls are end-to-end encrypted.\n[31/12/20, 10:01:00] Ann: x\n"
        #expect(try describe(text, as: "_chat.txt").groupName == "The den")
        #expect(try read(text, as: "_chat.txt").short == ["text|Ann|x"])
    }
}
