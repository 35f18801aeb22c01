import Kernel

extension GroupFold {
    /// The handle of a party, made on first meeting; nobody's until the history shows whose.
    func handle(for party: Party) -> Int32 {
        guard let id = party.id else { return handle(named: party.name) }
        return networkHandle(id) ?? add(FoldHandle(id: ids.next(), key: id, name: party.name, isNetworkID: true))
    }

    /// - Parameter isErased: Whether it is a name of somebody erased, of which only a digest may be kept.
    func handle(named name: String, ofErased isErased: Bool = false) -> Int32 {
        if let index = byWrittenName[name] { return index }
        let key = foldedName(name)
        let erasedKey = isErased || hasErased ? FoldHandle.erasedKey(for: key) : nil
        let index =
            byName[key] ?? erasedKey.flatMap { byName[$0] }
            ?? add(
                FoldHandle(
                    id: ids.next(), key: isErased ? erasedKey! : key, name: isErased ? "" : name, isNetworkID: false))
        if byWrittenName.count > 65_536 { byWrittenName.removeAll(keepingCapacity: true) }
        byWrittenName[name] = index
        return index
    }

    func networkHandle(_ id: String) -> Int32? {
        byNetworkID[id] ?? (hasErased ? byNetworkID[FoldHandle.erasedKey(for: id)] : nil)
    }

    /// The handle a folded name is known by, erased or not.
    func knownHandle(_ key: String) -> Int32? {
        byName[key] ?? (hasErased ? byName[FoldHandle.erasedKey(for: key)] : nil)
    }

    @discardableResult
    func add(_ handle: FoldHandle) -> Int32 {
        let index = Int32(handles.count)
        handles.append(handle)
        byHandleID[handle.id] = index
        if handle.isErased { hasErased = true }
        if handle.isNetworkID {
            byNetworkID[handle.key] = index
        } else {
            byName[handle.key] = index
            nameLengths.insert(handle.keyLength)
        }
        if !handle.isStored { tally.newHandles.append(index) }
        return index
    }

    @discardableResult
    func add(_ person: FoldPerson, isNew: Bool) -> Int32 {
        let index = Int32(people.count)
        people.append(person)
        byPersonID[person.id] = index
        if isNew { tally.newPeople.append(index) }
        return index
    }

    // MARK: - Whose a handle is

    /// Makes sure the history knows whose handle this is: a name nobody has is a new person's. Says whom what happens
    /// under it is counted for.
    func see(_ index: Int32, at point: HistoryPoint) -> Int32 {
        let known = handles[Int(index)].person
        if known >= 0 { return counted(known) }
        let person = person(rootedAt: index)
        give(index, to: person, at: point)
        return counted(person)
    }

    /// Gives a handle that nobody has to a person: another name of theirs.
    func give(_ index: Int32, to person: Int32, at point: HistoryPoint) {
        handles[Int(index)].person = person
        if !handles[Int(index)].isNetworkID {
            handles[Int(index)].first = HandlePoint(instant: point.instant, place: point.place)
        }
        if handles[Int(index)].isStored, handles[Int(index)].former == nil { tally.givenHandles.append(index) }
        join(person, by: index)
        let counted = counted(person)
        if people[Int(counted)].face < 0 { people[Int(counted)].face = index }
        judge(counted, by: index)
    }

    /// A display name met beside a network id: theirs unless somebody has it.
    func claim(_ name: Int32, for person: Int32, at point: HistoryPoint) {
        if people[Int(person)].name.isEmpty, !handles[Int(name)].name.isEmpty {
            people[Int(person)].name = handles[Int(name)].name
            tally.namedPeople.append(person)
        }
        if handles[Int(name)].person < 0 { give(name, to: person, at: point) }
    }

    /// Somebody is a program if any name of theirs is listed as one. Where they had a history as something else before
    /// that name came up, their first name is noted and the history is folded anew.
    private func judge(_ person: Int32, by index: Int32) {
        guard let isBridge = judgement(of: handles[Int(index)]) else { return }
        let before = people[Int(person)]
        if before.isBot, before.isBridge || !isBridge { return }
        if before.stays > 0 || before.messages > 0 || before.isLinked || (before.isBot && before.face != index) {
            found.bots[handles[Int(before.face)].id, default: false] = isBridge
            needsRefold = true
        }
        people[Int(person)].isBot = true
        people[Int(person)].isBridge = isBridge
    }

    /// Whether a handle is a bridge's; nil where it is no program's at all.
    func judgement(of handle: FoldHandle) -> Bool? {
        let found = found.bots[handle.id]
        guard !handle.isNetworkID, bots.isBot(handle.key) else { return found }
        return bots.bridges.contains(handle.key) || found == true
    }

    /// The person of a handle that is nobody's yet: the one the database had it for, unless another handle has
    /// turned out to be that person's first.
    private func person(rootedAt index: Int32) -> Int32 {
        let handle = handles[Int(index)]
        if let former = handle.former, former.isRoot {
            guard let known = byPersonID[former.person] else {
                return add(FoldPerson(id: former.person, name: handle.name, root: index), isNew: false)
            }
            if people[Int(known)].root < 0 {
                people[Int(known)].name = handle.name
                people[Int(known)].root = index
                return known
            }
        }
        return add(FoldPerson(id: ids.next(), name: handle.name, root: index), isNew: true)
    }
}

extension FoldHandle {
    private static let erasedPrefix = "\u{1}erased:"

    /// Whether it was somebody's at a point of the history; nil for the point that the fold has reached.
    func isKnown(asOf point: HistoryPoint?) -> Bool {
        guard person >= 0 else { return false }
        guard let point, let first else { return true }
        return (first.instant, first.place) <= (point.instant, point.place)
    }

    var isErased: Bool { key.hasPrefix(FoldHandle.erasedPrefix) }

    /// What is kept of an erased name: enough to know it again, not to read it. The length is among it, as mentions are
    /// looked for by length.
    static func erasedKey(for key: String) -> String {
        if key.hasPrefix(erasedPrefix) { return key }
        var digest = ContentDigest()
        digest.add(key)
        return "\(erasedPrefix)\(key.utf8.count):\(String(digest.value, radix: 16))"
    }

    /// The length in bytes of the folded name, of an erased one as it was.
    var keyLength: Int {
        guard isErased else { return key.utf8.count }
        return Int(key.dropFirst(FoldHandle.erasedPrefix.count).prefix { $0 != ":" }) ?? 0
    }
}

/// The byte lengths in use among a group's folded names.
struct NameLengths {
    /// No name longer than this is ever found in a text.
    static let most = 256
    private(set) var longest = 0
    private var used = [Bool](repeating: false, count: most + 1)

    mutating func insert(_ length: Int) {
        guard length < used.count else { return }
        used[length] = true
        longest = max(longest, length)
    }

    func contains(_ length: Int) -> Bool { length < used.count && used[length] }
}
