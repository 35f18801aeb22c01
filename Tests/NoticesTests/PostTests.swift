import Kernel
import Notices
import Storage
import TestSupport
import Testing

@Suite("Posting notices")
struct PostTests {
    @Test(
        "JSON of a notice's values is as RFC 8259 has it",
        arguments: [
            (NoticeValue.text("a\"b\\c\n\u{1}\u{2028}榕\0"), #""a\"b\\c\n\u0001\u2028榕""#),
            (.real(.nan), "null"), (.real(0.5), "0.5"), (.number(-3), "-3"),
            (.object(["b": .list([.flag(true), .none]), "a": .text("")]), #"{"a":"","b":[true,null]}"#),
        ])
    func json(value: NoticeValue, text: String) { #expect(value.json == text) }
}
