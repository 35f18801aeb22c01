import Bulletins
import Desk
import Importing
import Insight
import Notices
import Record
import Rounds
import Tables
import Testing

@Suite("The one list of tables")
struct TablesTests {
    @Test("holds every migration of every room once")
    func whole() {
        let rooms = [
            RecordMigrations.all, InsightMigrations.all, DeskMigrations.all, ImportMigrations.all, NoticeMigrations.all,
            RoundsMigrations.all, BulletinMigrations.all,
        ]
        let ofRooms = rooms.flatMap { $0 }.map(\.name)
        #expect(ProgramMigrations.all.map(\.name).sorted() == ofRooms.sorted())
        #expect(Set(ofRooms).count == ofRooms.count)
    }
}
