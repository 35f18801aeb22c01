internal import Kernel

extension SurvivalCurve {
    var json: JSONValue {
        .array(
            points.map { point in
                .pairs([
                    "at_risk": .integer(point.atRisk), "high": .number(point.high), "low": .number(point.low),
                    "s": .number(point.survival), "t": .integer(point.t),
                ])
            })
    }
}

extension ValueFigures {
    var json: JSONValue {
        .pairs([
            "answered": .integer(answered),
            "answered_ratio": JSONValue(answeredRatio),
            "attention": JSONValue(attention),
            "benefit": JSONValue(benefit),
            "carrying": .integer(carrying),
            "carrying_share": JSONValue(carryingShare),
            "questions": .integer(questions),
            "response_time_median": JSONValue(responseTimeMedian),
            "unanswered": .array(unanswered.map(\.json)),
            "unanswered_count": .integer(unansweredCount),
        ])
    }
}

extension OpenQuestion {
    fileprivate var json: JSONValue {
        .pairs([
            "asker": JSONValue(asker), "day": .string("\(day)"), "text": JSONValue(text),
            "time": .string("\(instant)"),
        ])
    }
}

extension NoiseFigures {
    var json: JSONValue {
        let days = days.map { day in
            JSONValue.pairs([
                "carrying_share": JSONValue(ratio(day.carrying, of: day.messages)), "date": .string("\(day.day)"),
                "messages": .integer(day.messages),
            ])
        }
        return .pairs(["days": .array(days), "messages": .integer(messages)])
    }
}

extension PeopleLists {
    var json: JSONValue {
        .pairs([
            "answerers": answerers.json(figure: "answers"),
            "bridge": bridges.json(),
            "core": core.json(figure: "core_number"),
            "edge": edge.json(),
            "leaving": leaving.json(day: "left"),
            "newcomers": newcomers.json(day: "joined"),
            "silent": silent.json(day: "joined"),
            "speakers": speakers.json(),
        ])
    }
}

extension PeopleList {
    /// - Parameters:
    ///   - figure: What the figure is called that the list goes by.
    ///   - day: What the day is called.
    fileprivate func json(figure: String? = nil, day: String? = nil) -> JSONValue {
        let lines = first.map { line in
            var pairs: [(key: String, value: JSONValue)] = [
                // More digits than a number of JavaScript holds.
                ("id", .string(String(line.id))), ("messages", .integer(line.messages)), ("name", JSONValue(line.name)),
            ]
            if let figure { pairs.append((figure, JSONValue(line.figure))) }
            if let day { pairs.append((day, JSONValue(line.day.map { "\($0)" }))) }
            return JSONValue.object(pairs)
        }
        return .pairs(["count": .integer(count), "first": .array(lines)])
    }
}

extension JoiningTables {
    var json: JSONValue {
        let scenes = scenes.map { line in
            JSONValue.pairs([
                "joined": .integer(line.joined), "scene": JSONValue(line.scene), "spoke": .integer(line.spoke),
                "stayed": .integer(line.stayed),
            ])
        }
        let inviters = inviters.map { line in
            JSONValue.pairs([
                "id": .string(String(line.id)), "invited": .integer(line.invited), "name": JSONValue(line.name),
                "spoke": .integer(line.spoke), "stayed": .integer(line.stayed),
            ])
        }
        let quits = quitScenes.map { line in
            JSONValue.pairs(["left": .integer(line.left), "scene": JSONValue(line.scene)])
        }
        return .pairs([
            "inviter_count": .integer(inviterCount), "inviters": .array(inviters), "quit_scenes": .array(quits),
            "scenes": .array(scenes),
        ])
    }
}

extension BestHours {
    var json: JSONValue {
        func list(_ hours: [BestHour]) -> JSONValue {
            .array(hours.map { .pairs(["hour": .integer($0.hour), "speakers": .number($0.speakers)]) })
        }
        return .pairs(["weekends": list(weekends), "workdays": list(workdays)])
    }
}

extension StageSuggestion {
    var json: JSONValue {
        let reasons = reasons.map { JSONValue.pairs(["figure": .string($0.key), "value": .number($0.value)]) }
        return .pairs(["reasons": .array(reasons), "stage": .string(stage.rawValue)])
    }
}

extension GroupDeath {
    var json: JSONValue { .pairs(["day": .string("\(day)"), "revived": .boolean(revived)]) }
}

extension SharedLink {
    var json: JSONValue {
        .pairs([
            "first": .string("\(first)"), "last": .string("\(last)"), "times": .integer(times), "url": .string(url),
        ])
    }
}
