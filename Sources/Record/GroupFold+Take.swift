import Kernel

extension GroupFold {
    /// Folds the next event in and returns what its text told.
    func take(_ input: FoldInput) -> FoldFacts {
        let point = input.point
        let (day, hour) = zone.civil(point.instant)
        let sender = see(input.sender, at: point)
        if let name = input.senderName { claim(name, for: handles[Int(input.sender)].person, at: point) }
        advance(to: point, day)

        if input.kind.isMessage || input.kind == .notice {
            return takeMessage(input, sender: sender, day, hour)
        }
        switch input.kind {
        case .join where !group.isPresence: takeJoin(input, sender, day)
        case .leave where !group.isPresence: takeLeave(sender, input, day)
        case .removal: takeRemoval(input, sender, day)
        case .join, .arrival:
            tally.days[day, default: DayCounts()].sessions += 1
            totals.sessions += 1
            takePresence(sender, point, day)
        case .rename: takeRename(input, sender, day)
        case .reaction: takeReaction(sender, point, day)
        default: takePresence(sender, point, day)
        }
        return FoldFacts()
    }

    private func advance(to point: HistoryPoint, _ day: CivilDay) {
        frontier = point
        totals.events += 1
        totals.firstInstant = min(totals.firstInstant, point.instant)
        totals.lastInstant = max(totals.lastInstant, point.instant)
        totals.firstDay = min(totals.firstDay, day)
        totals.lastDay = max(totals.lastDay, day)
        // The day has a row from its first event on, even where nothing of it is counted.
        if tally.days[day] == nil { tally.days[day] = DayCounts() }
    }

    // MARK: - Messages

    private func takeMessage(_ input: FoldInput, sender: Int32, _ day: CivilDay, _ hour: Int) -> FoldFacts {
        let speech = speech(of: input, sender: sender)
        if isBotMessage(input, speech.person) {
            tally.days[day]!.messagesBot += 1
            totals.messagesBot += 1
            return speech.facts
        }
        for handle in input.addressed where handles[Int(handle)].isNetworkID { _ = see(handle, at: input.point) }
        ensureMember(speech.person, at: input.point.instant, day)
        count(
            messageOf: speech.person, at: input.point.instant, day, hour,
            isFirstOfDay: !people[Int(speech.person)].spoke(on: day),
            worth: value(input, speech.person, speech.facts, day))
        noteSpeaking(of: speech.person, on: day, isLast: true)
        link(speech.person, to: speech.facts.mentions, input, day)
        return speech.facts
    }

    /// Who says something, and whom it mentions.
    func speech(of input: FoldInput, sender: Int32) -> (person: Int32, facts: FoldFacts) {
        var facts = FoldFacts()
        var speaker = sender
        var words = input.body
        if input.kind.isMessage, people[Int(sender)].isBridge {
            if let body = input.body {
                if let (name, rest) = Self.bridged(body) {
                    facts.speaker = handle(named: name)
                    words = rest
                }
            } else {
                facts.speaker = input.kept?.speaker
            }
            if let index = facts.speaker { speaker = see(index, at: input.point) }
        }
        facts.traits = input.kept?.traits ?? TextTraits(of: words, input.kind, questionWords)
        guard !isBotMessage(input, speaker) else { return (speaker, facts) }
        facts.mentions = words.map { mentions(in: $0, at: input.point) } ?? input.kept?.mentions ?? []
        return (speaker, facts)
    }

    func isBotMessage(_ input: FoldInput, _ speaker: Int32) -> Bool {
        input.kind == .notice || people[Int(speaker)].isBot
    }

    func count(
        messageOf person: Int32, at instant: Instant, _ day: CivilDay, _ hour: Int, isFirstOfDay: Bool,
        worth value: MessageValue
    ) {
        let index = Int(person)
        tally.days[day, default: DayCounts()].speak(value, isFirstOfDay: isFirstOfDay)
        tally.hours[DayHour(day: day, hour: hour), default: 0] += 1
        tally.memberDays[MemberDay(day: day, person: person), default: MemberCounts()].speak(hour, value)
        if people[index].messages == 0 { totals.active += 1 }
        people[index].noteMessageDay(day)
        people[index].firstMessageAt = min(people[index].firstMessageAt ?? instant, instant)
        people[index].lastMessageAt = max(people[index].lastMessageAt ?? instant, instant)
        people[index].messages += 1
        totals.messages += 1
        tally.touched.insert(person)
    }

    /// An edge for each person mentioned or answered, once a message, never to oneself or a program.
    func link(_ person: Int32, to mentions: [Int32], _ input: FoldInput, _ day: CivilDay) {
        guard !mentions.isEmpty || !input.addressed.isEmpty || input.repliedTo != nil else { return }
        var linked: [Int32] = []
        for handle in mentions + input.addressed + (input.repliedTo.map { [$0] } ?? []) {
            let other = counted(by: handle)
            guard other >= 0, other != person, !linked.contains(other), !people[Int(other)].isBot else { continue }
            linked.append(other)
            people[Int(other)].isLinked = true
            tally.edges[EdgeDay(day: day, from: person, to: other), default: 0] += 1
        }
    }

    // MARK: - Coming and going

    private func takeJoin(_ input: FoldInput, _ person: Int32, _ day: CivilDay) {
        guard !people[Int(person)].isBot else { return }
        count(eventOf: person, day)
        if let inviter = input.target { _ = see(inviter, at: input.point) }
        if people[Int(person)].isPresent {
            tally.days[day]!.joinsOfPresent += 1
        } else {
            beginStay(of: person, at: input.point.instant, day, isImplied: false)
            people[Int(person)].stay.joinScene = input.scene
            people[Int(person)].stay.inviter = input.target
            keepStay(of: person)
            tally.days[day]!.joins += 1
            totals.joins += 1
        }
    }

    private func takeLeave(_ person: Int32, _ input: FoldInput, _ day: CivilDay) {
        guard !people[Int(person)].isBot else { return }
        count(eventOf: person, day)
        if people[Int(person)].stays == 0 { ensureMember(person, at: input.point.instant, day) }
        guard people[Int(person)].isPresent else {
            tally.days[day]!.leavesOfAbsent += 1
            return
        }
        people[Int(person)].isPresent = false
        people[Int(person)].stay.leftAt = input.point.instant
        people[Int(person)].stay.leftDay = day
        people[Int(person)].stay.quitScene = input.scene
        keepStay(of: person)
        tally.days[day]!.leaves += 1
        totals.leaves += 1
        totals.members -= 1
    }

    private func takeRemoval(_ input: FoldInput, _ sender: Int32, _ day: CivilDay) {
        let removed = see(input.target ?? input.sender, at: input.point)
        if removed != sender { takePresence(sender, input.point, day) }
        takeLeave(removed, input, day)
    }

    private func takeRename(_ input: FoldInput, _ sender: Int32, _ day: CivilDay) {
        if let target = input.target, handles[Int(target)].person < 0 {
            give(target, to: handles[Int(input.sender)].person, at: input.point)
        }
        tally.days[day]!.renames += 1
        totals.renames += 1
        takePresence(sender, input.point, day)
    }

    private func takeReaction(_ person: Int32, _ point: HistoryPoint, _ day: CivilDay) {
        takePresence(person, point, day)
        guard !people[Int(person)].isBot else { return }
        tally.days[day]!.reactions += 1
        tally.memberDays[MemberDay(day: day, person: person)]!.reactions += 1
    }

    /// An event of any kind shows that somebody is there.
    private func takePresence(_ person: Int32, _ point: HistoryPoint, _ day: CivilDay) {
        guard !people[Int(person)].isBot else { return }
        ensureMember(person, at: point.instant, day)
        count(eventOf: person, day)
    }

    private func count(eventOf person: Int32, _ day: CivilDay) {
        tally.memberDays[MemberDay(day: day, person: person), default: MemberCounts()].events += 1
    }

    /// Whoever does something without a known join is taken to have joined here.
    private func ensureMember(_ person: Int32, at instant: Instant, _ day: CivilDay) {
        guard !people[Int(person)].isPresent else { return }
        beginStay(of: person, at: instant, day, isImplied: true)
        tally.days[day]!.joinsImplied += 1
    }

    private func beginStay(of person: Int32, at instant: Instant, _ day: CivilDay, isImplied: Bool) {
        let index = Int(person)
        people[index].isPresent = true
        people[index].stays += 1
        people[index].stay = Stay(joinedAt: instant, joinedDay: day, isImplied: isImplied)
        if people[index].stays == 1 {
            people[index].firstJoinedAt = instant
            people[index].firstJoinedDay = day
            totals.people += 1
        }
        totals.members += 1
        keepStay(of: person)
    }

    private func keepStay(of person: Int32) {
        let now = people[Int(person)]
        tally.stays[StayKey(person: person, number: now.stays)] = now.stay
        tally.touched.insert(person)
    }
}

extension DayCounts {
    mutating func speak(_ value: MessageValue, isFirstOfDay: Bool) {
        messages += 1
        if isFirstOfDay { active += 1 }
        if value.isQuestion { questions += 1 }
        if value.isAnswer { answers += 1 }
        if value.isCarrying { carrying += 1 }
    }
}

extension MemberCounts {
    mutating func speak(_ hour: Int, _ value: MessageValue) {
        messages += 1
        events += 1
        hours |= 1 << Int64(hour)
        if value.isQuestion { questions += 1 }
        if value.isAnswer { answers += 1 }
    }
}
