internal import Insight
internal import Kernel
package import Notices

extension AlertOutlet {
    /// Posts news of alerts to programs and mailboxes, in the transaction that changes the alert.
    package static func notices(_ store: NoticeStore) -> AlertOutlet {
        AlertOutlet { news, transaction in try store.post(notice(of: news), in: transaction) }
    }

    private static func notice(of news: AlertNews) -> Notice {
        switch news {
        case .opened(let alert):
            Notice(
                .alertOpened, occurrence: "alert:\(alert.id):opened", group: alert.group, at: alert.openedAt,
                data: data(alert), words: words(alert, "rounds.notice.opened"))
        case .closed(let alert):
            Notice(
                .alertClosed, occurrence: "alert:\(alert.id):closed", group: alert.group,
                at: alert.closedAt ?? alert.openedAt, data: data(alert), words: words(alert, "rounds.notice.closed"))
        case .withheld(let count, let hour):
            Notice(
                .alertOpened, occurrence: "alerts:withheld:\(hour.milliseconds)", at: hour,
                data: ["withheld": .number(Int64(count)), "hour": .instant(hour)],
                words: NoticeWords.inAllLanguages { catalogue in
                    let values = ["count": String(count)]
                    return NoticeWords(
                        subject: catalogue("rounds.notice.withheld.subject", values),
                        text: catalogue("rounds.notice.withheld.text", values))
                })
        }
    }

    private static func data(_ alert: Alert) -> [String: NoticeValue] {
        [
            "alert": .id(alert.id), "rule": .text(alert.rule.rawValue), "state": .text(alert.state.rawValue),
            "began_at": .instant(alert.episode.began),
            "ended_at": alert.episode.ended.map { .instant($0) } ?? .none,
            "value": .real(alert.episode.value), "usual": .real(alert.episode.usual),
        ]
    }

    private static func words(_ alert: Alert, _ key: String) -> [Language: NoticeWords] {
        NoticeWords.inAllLanguages { catalogue in
            let words = AlertWords(catalogue)
            let values = [
                "group": alert.groupName, "rule": words.name(alert.rule), "text": words.text(alert.episode),
                "step": words.step(alert.rule),
            ]
            return NoticeWords(subject: catalogue(key + ".subject", values), text: catalogue(key + ".text", values))
        }
    }
}
