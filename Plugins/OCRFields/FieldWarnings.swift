/// What must be said of fields that were not read, or not surely.
package enum FieldWarnings {
    package static func sentences(
        for rules: [FieldRule], values: [String: FieldValue], minimumConfidence: Double
    ) -> [String] {
        rules.compactMap { rule in
            guard let value = values[rule.name] else {
                return rule.isRequired ? "The field \(rule.name) is required and was not found on the document." : nil
            }
            guard value.confidence < minimumConfidence else { return nil }
            return """
                The field \(rule.name) was read with a confidence of only \(percent(value.confidence)) (at least \
                \(percent(minimumConfidence)) is wanted): check it against the document.
                """
        }
    }

    private static func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
}
