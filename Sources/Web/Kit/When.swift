internal import Insight
internal import Kernel
internal import Reports

/// Instants as a reader's own clock and calendar show them; how long ago only under a day, the exact time then on hover.
struct When {
    let look: Look
    let zone: String
    let now: Instant

    init(look: Look, zone: String, now: Instant) {
        self.look = look
        self.zone = zone
        self.now = now
    }

    private var words: ReportWords { ReportWords(text: look.catalogue) }

    var today: CivilDay {
        var clock = CivilZone(zone) ?? .utc
        return clock.civil(now).day
    }

    /// `11月23日 周一 20:30`, with the year where it is another than this one.
    func exact(_ instant: Instant) -> String {
        var clock = CivilZone(zone) ?? .utc
        let wall = clock.wallTime(instant)
        let minutes = Int(wall.millisecondOfDay / 60_000)
        let time = padded(minutes / 60, to: 2) + ":" + padded(minutes % 60, to: 2)
        return day(wall.day) + " " + time
    }

    func day(_ day: CivilDay) -> String {
        day.date.year == today.date.year ? words.date(day) : words.fullDate(day)
    }

    func day(of instant: Instant) -> String {
        var clock = CivilZone(zone) ?? .utc
        return day(clock.civil(instant).day)
    }

    func write(_ instant: Instant, to page: inout HTML) {
        let seconds = now.seconds - instant.seconds
        page.element("time", .named("datetime", instant.description), .title(exact(instant))) { time in
            switch seconds {
            case 0..<60: time.text(look("when.now"))
            case 60..<3600: time.text(look("when.minutes", ["count": String(seconds / 60)]))
            case 3600..<86_400: time.text(look("when.hours", ["count": String(seconds / 3600)]))
            default: time.text(exact(instant))
            }
        }
    }
}
