/// How people came and went in a window. Joinings that are only implied are in none of the tables.
package struct JoiningTables: Hashable, Sendable {
    /// By how they came, the most frequent way first; together they are the window's `joins`.
    package var scenes: [SceneLine] = []
    /// Those who brought others, whoever brought most first; at most `longest` once they have names.
    package var inviters: [InviterLine] = []
    /// How many brought somebody.
    package var inviterCount = 0
    /// By how they went, the most frequent way first; together they are the window's `leaves`.
    package var quitScenes: [QuitLine] = []

    package static let longest = 10
    /// So many are given names, so that equals at the end of the list are told apart by them.
    static let mostNamed = 200

    package init() {}
}

/// Those who came in one way.
package struct SceneLine: Hashable, Sendable {
    /// In the source's words (`invitation`, `qr` …); nil where it did not say.
    package var scene: String?
    package var joined: Int
    /// Those of them who are still there at the window's end.
    package var stayed: Int
    /// Those of them who spoke on the day of joining or one of the six days after it.
    package var spoke: Int

    package init(scene: String?, joined: Int, stayed: Int, spoke: Int) {
        self.scene = scene
        self.joined = joined
        self.stayed = stayed
        self.spoke = spoke
    }
}

/// Those whom one person brought; counted as in `SceneLine`.
package struct InviterLine: Hashable, Sendable {
    package var id: Int64
    /// Nil where erased.
    package var name: String?
    package var invited: Int
    package var stayed: Int
    package var spoke: Int

    package init(id: Int64, name: String?, invited: Int, stayed: Int, spoke: Int) {
        self.id = id
        self.name = name
        self.invited = invited
        self.stayed = stayed
        self.spoke = spoke
    }
}

/// Those who went in one way.
package struct QuitLine: Hashable, Sendable {
    /// In the source's words (`removed` …); nil where it did not say.
    package var scene: String?
    package var left: Int

    package init(scene: String?, left: Int) {
        self.scene = scene
        self.left = left
    }
}
