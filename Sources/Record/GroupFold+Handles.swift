import Kernel

extension GroupFold {
    /// The handle of a party, made on first meeting; nobody's until the history shows whose.
    func handle(for party: Party) -> Int32 {
        if let id = party.id { return handle(networkID: id, name: party.name) }
        return handle(named: party.name)
    }

    func handle(named name: String) -> Int32 {
        if let index = byWrittenName[name] { return index }
        let index = byName[foldedName(name)] ?? erasedHandle(foldedName(name)) ?? add(name: name, key: foldedName(name))
        if byWrittenName.count > 65_536 { byWrittenName.removeAll(keepingCapacity: true) }
        byWrittenName[name] = index
        return index
    }

    private func handle(networkID id: String, name: String) -> Int32 {
        if let index = byNetworkID[id] { return index }
        return add(FoldHandle(id: ids.next(), key: id, name: name, isNetworkID: true), isNew: true)
    }

    private func add(name: String, key: String) -> Int32 {
        add(FoldHandle(id: ids.next(), key: key, name: name, isNetworkID: false), isNew: true)
    }

    @discardableResult
    func add(_ handle: FoldHandle, isNew: Bool) -> Int32 {
        let index = Int32(handles.count)
        handles.append(handle)
        byHandleID[handle.id] = index
        if handle.isNetworkID {
            byNetworkID[handle.key] = index
        } else {
            byName[handle.key] = index
            nameLengths.insert(handle.key.utf8.count)
            if handle.isErased { hasErasedNames = true }
        }
        if isNew { tally.newHandles.append(index) }
        return index
    }

    /// The handle of a name that was erased: only its digest is left to know it by.
    func erasedHandle(_ key: String) -> Int32? {
        hasErasedNames ? byName[FoldHandle.erasedKey(for: key)] : nil
    }

    /// Makes sure the history knows whose handle this is: a name nobody has is a new person's.
    func see(_ index: Int32, at point: HistoryPoint) -> Int32 {
        let known = handles[Int(index)].person
        if known >= 0 { return known }
        return give(index, to: person(rootedAt: index), at: point)
    }

    /// Gives a handle that nobody has to a person: another name of theirs.
    @discardableResult
    func give(_ index: Int32, to person: Int32, at point: HistoryPoint) -> Int32 {
        handles[Int(index)].person = person
        handles[Int(index)].firstInstant = point.instant
        handles[Int(index)].firstPlace = point.place
        let key = handles[Int(index)].key
        if bots.isBot(key), !people[Int(person)].isBot { markBot(person, becauseOf: key) }
        if bots.bridges.contains(key) { people[Int(person)].isBridge = true }
        return person
    }

    /// A display name met beside a network id: theirs unless somebody has it.
    func claim(_ name: String, for person: Int32, at point: HistoryPoint) {
        guard !name.isEmpty else { return }
        let index = handle(named: name)
        if handles[Int(index)].person < 0 {
            handles[Int(index)].isAlias = true
            give(index, to: person, at: point)
        }
    }

    /// Somebody is a program if any name of theirs is listed as one. Where they had a history as a person before
    /// that name came up, their first name joins the list and the history is folded anew.
    private func markBot(_ person: Int32, becauseOf key: String) {
        if people[Int(person)].stays > 0 || people[Int(person)].messages > 0 {
            let root = handles[Int(people[Int(person)].root)]
            if !root.isNetworkID, !root.isErased {
                if bots.bridges.contains(key) { bots.bridges.insert(root.key) } else { bots.bots.insert(root.key) }
            }
            needsRefold = true
        }
        people[Int(person)].isBot = true
    }

    /// The person of a handle that is nobody's yet: the one the database had it for, unless another handle has
    /// turned out to be that person's first.
    private func person(rootedAt index: Int32) -> Int32 {
        let handle = handles[Int(index)]
        if let former = handle.formerPerson {
            if let known = byPersonID[former] {
                if handle.isNetworkID { return known }
            } else {
                return add(FoldPerson(id: former, name: handle.name, root: index), isNew: false)
            }
        }
        return add(FoldPerson(id: ids.next(), name: handle.name, root: index), isNew: true)
    }

    @discardableResult
    func add(_ person: FoldPerson, isNew: Bool) -> Int32 {
        let index = Int32(people.count)
        people.append(person)
        byPersonID[person.id] = index
        if isNew { tally.newPeople.append(index) }
        return index
    }
}

extension FoldHandle {
    /// What is kept of an erased name: enough to know it again, not to read it.
    static func erasedKey(for key: String) -> String {
        var digest = ContentDigest()
        digest.add(key)
        return erasedPrefix + String(digest.value, radix: 16)
    }
}

/// The byte lengths in use among a group's names.
struct NameLengths {
    private(set) var longest = 0
    private var used = [Bool](repeating: false, count: 257)

    mutating func insert(_ length: Int) {
        guard length < used.count else { return }
        used[length] = true
        longest = max(longest, length)
    }

    func contains(_ length: Int) -> Bool { length < used.count && used[length] }
}
