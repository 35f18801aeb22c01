import Kernel

/// Who is counted as whom (`person_merges`).
///
/// Whose a name is, the history alone decides, as if nobody had been merged; so an undone merge leaves nothing behind.
/// What is counted goes to whoever that person was merged into.
extension GroupFold {
    /// Whom a person's doings are counted for: themselves, or whom they were merged into.
    func counted(_ person: Int32) -> Int32 {
        let into = people[Int(person)].into
        return into < 0 ? person : into
    }

    /// Whom is counted for what happens under a handle; -1 while it is nobody's.
    func counted(by handle: Int32) -> Int32 {
        let person = handles[Int(handle)].person
        return person < 0 ? -1 : counted(person)
    }

    /// A person has a further handle. Where it was merged into somebody, so are they, and from the beginning on: if they
    /// had a history before, their first name is noted and the history is folded anew.
    func join(_ person: Int32, by index: Int32) {
        let handle = handles[Int(index)]
        // One person may come to have names that were merged into two: the first of these counts.
        guard let merged = [handle.merged, found.merges[handle.id]].compactMap({ $0 }).min() else { return }
        if let before = people[Int(person)].merged, before <= merged { return }
        if people[Int(person)].root == index {
            count(person, as: merged)
        } else {
            found.merges[handles[Int(people[Int(person)].root)].id] = merged
            needsRefold = true
        }
    }

    /// Counts a person as somebody else, or as themselves where that is who it is.
    func count(_ person: Int32, as merged: PersonID) {
        if let before = people[Int(person)].merged, before <= merged { return }
        people[Int(person)].merged = merged
        if loadedMerges.insert(merged).inserted { unloadedMerges.insert(merged) }
        guard people[Int(person)].id != merged else { return people[Int(person)].into = -1 }
        let into = byPersonID[merged] ?? add(FoldPerson(id: merged, name: "", root: -1), isNew: false)
        people[Int(person)].into = into
        // What loading has found out about the one holds for the other.
        let before = people[Int(person)]
        if before.isBot { people[Int(into)].isBot = true }
        if before.isBridge { people[Int(into)].isBridge = true }
        if people[Int(into)].face < 0 { people[Int(into)].face = before.face }
    }
}
