import HubCore

/// How much of a message speaks for each language.
struct LanguageEvidence: Sendable, Equatable {
    var english = 0.0
    var vietnamese = 0.0

    /// What it takes to be sure: about one word that the other language does not have.
    private static let certainty = 1.5

    /// The language, where the evidence is clear.
    var language: Language? {
        if abs(english - vietnamese) < Self.certainty { return nil }
        return leaning
    }

    /// The likelier language, however thin the evidence; nil where there is none.
    var leaning: Language? {
        if english == vietnamese { return nil }
        return english > vietnamese ? .english : .vietnamese
    }
}
