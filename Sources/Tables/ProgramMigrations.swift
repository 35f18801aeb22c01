internal import Bulletins
internal import Desk
internal import Importing
internal import Insight
internal import Notices
internal import Record
internal import Rounds
package import Storage

/// The tables of the whole program.
package enum ProgramMigrations {
    /// In the order in which they came to be: a database runs those it has not seen, at the end of those it has, so what is
    /// new stands last.
    package static let all: [Migration] =
        RecordMigrations.first + DeskMigrations.first + RecordMigrations.later + DeskMigrations.later
        + InsightMigrations.first + ImportMigrations.all + BulletinMigrations.all + RecordMigrations.latest
        + InsightMigrations.later + DeskMigrations.latest + NoticeMigrations.first
        + RecordMigrations.newest + RoundsMigrations.all + RecordMigrations.lists + RecordMigrations.speed
        + RecordMigrations.retention + NoticeMigrations.later
}
