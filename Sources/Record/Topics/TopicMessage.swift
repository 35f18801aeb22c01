import Kernel

/// A message as the counting of topics takes it, in canonical order.
struct TopicMessage {
    let key: EventKey
    let instant: Instant
    /// Whom it counts for.
    let person: PersonID
    /// The name it was said under.
    let handle: HandleID
    /// Without the name a bridge puts before it.
    let text: String
    let replyKey: EventKey?
    /// Names in its text and those its source says, packed.
    let mentions: [HandleID]
}

/// An answered question of the week, as the record has it.
struct AnsweredQuestion {
    let key: EventKey
    let askedAt: Instant
    let asker: PersonID
    let answerer: PersonID
    let answeredAt: Instant
}
