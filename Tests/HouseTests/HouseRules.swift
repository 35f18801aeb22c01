internal import Testing

/// The rules of the house that a compiler does not hold. Each test gathers all offenders and expects none.
struct HouseRules {
    private let house: House

    init() throws { house = try House() }

    @Test("Every import goes the way the table of rooms allows")
    func imports() {
        var offenders: [String] = []
        for file in house.files {
            guard let allowed = Directions.allowed(in: file) else {
                offenders.append("\(file.path): the room \(file.room) is not in the table")
                continue
            }
            for (line, module) in file.imports where !allowed.contains(module) {
                offenders.append("\(file.path):\(line): \(file.room) may not import \(module)")
            }
        }
        #expect(house.rooms.isSuperset(of: Directions.rooms.keys), "a room of the table has no file")
        #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
    }

    @Test("A library of the system or of others is imported by the one room that keeps it")
    func keepers() {
        var offenders: [String] = []
        for file in house.files {
            for (line, module) in file.imports {
                guard let keeper = Directions.keepers[module] else { continue }
                if file.room == keeper || file.room == "\(keeper)Tests" { continue }
                offenders.append("\(file.path):\(line): only \(keeper) imports \(module)")
            }
        }
        #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
    }

    @Test("No file is longer than 500 lines")
    func lengths() {
        var offenders: [String] = []
        for file in house.files where file.lines.count > Length.recommended {
            let isOver = file.lines.count > Length.limit
            let line = "\(file.path): \(file.lines.count) lines"
            if isOver { offenders.append(line) } else { print("longer than \(Length.recommended) lines: \(line)") }
        }
        #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
    }

    @Test("No type is named like a module")
    func typeNames() {
        var offenders: [String] = []
        let modules = Set(house.files.map(\.room)).union(Directions.systemLibraries)
        for file in house.files {
            for (line, name) in file.matches(of: Pattern.typeName) where modules.contains(name) {
                offenders.append("\(file.path):\(line): \(name) is the name of a module")
            }
        }
        #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
    }

    @Test("Only World touches the clock of the system, and its chance")
    func clocks() {
        var offenders: [String] = []
        for file in house.files where file.isSource && file.path != Exceptions.world {
            var found = file.matches(of: Pattern.wallClock) + file.matches(of: Pattern.chance)
            if !Exceptions.measuring.contains(file.room) { found += file.matches(of: Pattern.steadyClock) }
            offenders += found.map { "\(file.path):\($0.line): \($0.text) belongs to \(Exceptions.world)" }
        }
        #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
    }
}
