import Kernel
import Testing

@testable import Connectors

/// A time as an exporter of some country writes it, among others of its file.
struct WrittenSample: Sendable, CustomTestStringConvertible {
    let text: String
    var others: [String] = []
    let instant: String?
    var testDescription: String { text }
}

@Suite("Times of Discord exports")
struct DiscordTimeTests {
    @Test(
        "A time is read as it is written in the exporter's country",
        arguments: [
            WrittenSample(text: "05-Dec-19 12:00 AM", instant: "2019-12-05T00:00:00.000Z"),
            WrittenSample(text: "17-May-19 01:47 PM", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "17-Dez-19 13:47", instant: "2019-12-17T13:47:00.000Z"),
            WrittenSample(text: "17-déc.-19 13:47", instant: "2019-12-17T13:47:00.000Z"),
            WrittenSample(text: "2019-05-17T13:47:00.0000000+00:00", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "2019-05-17T13:47:00.1230000+02:00", instant: "2019-05-17T11:47:00.123Z"),
            WrittenSample(text: "2019-05-17 13:47", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "2019-05-17 1:47 PM", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "5/17/2019 1:47 PM", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "5/17/2019 1:47\u{202F}PM", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "17/05/2019 13:47", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "17.05.2019 13:47:08", instant: "2019-05-17T13:47:08.000Z"),
            WrittenSample(text: "17.5.2019 13.47", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "2019/5/17 下午 1:47", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "2019年5月17日 13:47", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "17/05/2019 13:47:00 +02:00", instant: "2019-05-17T11:47:00.000Z"),
            WrittenSample(text: "May 17, 2019 1:47 a.m.", instant: "2019-05-17T01:47:00.000Z"),
            WrittenSample(text: "1558100820", instant: "2019-05-17T13:47:00.000Z"),
            WrittenSample(text: "1558100820123", instant: "2019-05-17T13:47:00.123Z"),
            WrittenSample(text: "31-Feb-19 01:47 PM", instant: nil),
            WrittenSample(text: "17-Mai-19 25:00", instant: nil),
            WrittenSample(text: "17-May-19 13:47 PM", instant: nil),
            WrittenSample(text: "17-Frob-19 01:47 PM", instant: nil),
            WrittenSample(text: "17-May-19", instant: nil),
            WrittenSample(text: "yesterday at noon", instant: nil),
            WrittenSample(text: "99999999999999999999", instant: nil),
            WrittenSample(text: "", instant: nil),
        ])
    func forms(_ sample: WrittenSample) { #expect(instant(sample) == sample.instant) }

    @Test(
        "Whether the day or the month comes first is told by the other times of the file",
        arguments: [
            WrittenSample(text: "05/06/2019 10:00", others: ["17/05/2019 09:00"], instant: "2019-06-05T10:00:00.000Z"),
            WrittenSample(text: "05/06/2019 10:00", others: ["05/17/2019 09:00"], instant: "2019-05-06T10:00:00.000Z"),
            WrittenSample(
                text: "05/06/2019 10:00", others: ["05/04/2019 9:00", "05/05/2019 9:00", "05/06/2019 10:00"],
                instant: "2019-05-06T10:00:00.000Z"),
            WrittenSample(
                text: "05/06/2019 10:00", others: ["06/06/2019 9:00", "05/06/2019 9:00", "04/06/2019 10:00"],
                instant: "2019-06-05T10:00:00.000Z"),
            WrittenSample(text: "05/06/2019 10:00", instant: "2019-06-05T10:00:00.000Z"),
            WrittenSample(text: "05/06/2019 10:00 AM", instant: "2019-05-06T10:00:00.000Z"),
            WrittenSample(text: "05-06-2019 10:00 AM", instant: "2019-06-05T10:00:00.000Z"),
        ])
    func orders(_ sample: WrittenSample) { #expect(instant(sample) == sample.instant) }

    @Test("A wall time is one of the zone that was named")
    func zones() throws {
        let shanghai = try #require(CivilZone("Asia/Shanghai"))
        let result = try read("Author,Date,Content\na,05-Dec-19 12:00 AM,x\n", as: "1.csv", zone: shanghai)
        #expect(result.events.first?.instant.description == "2019-12-04T16:00:00.000Z")
    }

    private func instant(_ sample: WrittenSample) -> String? {
        let samples = sample.others.isEmpty ? [sample.text] : sample.others
        var time = DiscordTime(.utc, samples: samples.map { Array($0.utf8) })
        return Array(sample.text.utf8).withView { time.instant($0)?.description }
    }
}
