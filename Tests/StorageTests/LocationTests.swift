import Kernel
import Storage
import Testing

struct LocationTests {
    @Test("a location is shown without its password")
    func description() throws {
        let shown = [
            ("postgres://ann:s3cret@db.example:5433/chat", "postgres://ann@db.example:5433/chat"),
            ("postgresql://db/chat?user=ann&password=s3cret", "postgres://ann@db/chat"),
            ("postgres://ann:s%40%2Fx@db/chat?sslmode=require", "postgres://ann@db/chat"),
            ("/var/lib/banyan.sqlite", "/var/lib/banyan.sqlite"),
        ]
        for (text, wanted) in shown {
            let location = try DatabaseLocation(text)
            #expect(location.description == wanted)
        }
    }

    @Test(
        "a URL that would be misread, showing a piece of its password, is refused without a word of it",
        arguments: [
            "postgres://ann:s3@cret@db/chat", "postgres://ann:s3/cret@db/chat", "postgres://db/chat?pasword=s3cret",
            "postgres://ann:%zz@db/chat", "", "mysql://ann:s3cret@db/chat", ":memory:",
        ])
    func refusal(text: String) async {
        let refusal = await fault { try DatabaseLocation(text) }
        #expect(refusal?.code == .usage)
        #expect(refusal?.cause == nil)
        #expect(refusal?.values == [:])
    }
}
