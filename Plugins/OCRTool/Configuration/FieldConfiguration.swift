import OCRFields
import PluginSDK

/// Reads the fields of a row's configuration.
enum FieldConfiguration {
    static func rules(_ configuration: JSON) throws(ConfigurationProblem) -> [FieldRule] {
        var rules: [FieldRule] = []
        for (index, field) in (configuration["fields"]?.arrayValue ?? []).enumerated() {
            let pointer = "/fields/\(index)"
            let rule = try rule(field, row: configuration, pointer: pointer)
            guard !rules.contains(where: { $0.name == rule.name }) else {
                throw ConfigurationProblem(at: "\(pointer)/name", "Two fields are called \(rule.name).")
            }
            guard !rule.anchors.isEmpty || rule.pattern != nil || rule.region != nil else {
                throw ConfigurationProblem(
                    at: pointer, "The field \(rule.name) has neither anchors nor a pattern nor a region to be found by."
                )
            }
            rules.append(rule)
        }
        return rules
    }

    private static func rule(_ field: JSON, row: JSON, pointer: String) throws(ConfigurationProblem) -> FieldRule {
        guard let name = field["name"]?.stringValue else {
            throw ConfigurationProblem(at: "\(pointer)/name", "The field has no name.")
        }
        guard let kind = FieldRule.Kind(rawValue: field["type"]?.stringValue ?? "text") else {
            throw ConfigurationProblem(at: "\(pointer)/type", "The type of the field \(name) is not known.")
        }
        var rule = FieldRule(
            name: name, kind: kind, anchors: field["anchors"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        if let source = field["pattern"]?.stringValue {
            do {
                rule.pattern = try ValuePattern(source)
            } catch {
                throw ConfigurationProblem(
                    at: "\(pointer)/pattern", "The pattern of the field \(name) \(error.message).")
            }
        }
        try place(field["position"], in: &rule, pointer: "\(pointer)/position")
        switch field["occurrence"] {
        case .string("last"): rule.occurrence = .last
        case .number(let number): rule.occurrence = .number(number.intValue ?? 1)
        case _: rule.occurrence = .number(1)
        }
        rule.isRequired = field["required"]?.boolValue ?? false
        let decimal = field["decimal"] ?? row["decimal"]
        rule.decimal = decimal?.stringValue.flatMap(FieldRule.Decimal.init(rawValue:)) ?? .auto
        let order = field["date_order"] ?? row["date_order"]
        rule.dateOrder = order?.stringValue.flatMap(FieldRule.DateOrder.init(rawValue:)) ?? .dayFirst
        rule.currency = (field["currency"] ?? row["currency"])?.stringValue
        return rule
    }

    private static func place(
        _ position: JSON?, in rule: inout FieldRule, pointer: String
    ) throws(ConfigurationProblem) {
        let side = position?.stringValue ?? position?["side"]?.stringValue
        rule.side = side.flatMap(FieldRule.Side.init(rawValue:)) ?? .either
        switch position?["page"] {
        case .string("first"): rule.pages = .first
        case .string("last"): rule.pages = .last
        case .number(let number): rule.pages = .number(number.intValue ?? 1)
        case _: rule.pages = .any
        }
        guard let region = position?["region"]?.arrayValue?.compactMap({ $0.numberValue?.doubleValue }) else { return }
        guard region.count == 4, region[2] > 0, region[3] > 0, region[0] + region[2] <= 1.001,
            region[1] + region[3] <= 1.001
        else {
            throw ConfigurationProblem(
                at: "\(pointer)/region",
                "The region of the field \(rule.name) is not [left, top, width, height] in fractions of the page.")
        }
        rule.region = Box(x: region[0], y: region[1], width: region[2], height: region[3])
    }
}
