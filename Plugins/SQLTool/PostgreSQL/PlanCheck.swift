import PluginSDK

/// What the server's own plan says of a statement: that it only reads, from where, and how much it costs.
enum PlanCheck {
    private static let maximumDepth = 100

    /// - Parameter json: What `EXPLAIN (FORMAT JSON, VERBOSE)` gives.
    static func check(_ json: String, limits: SQLLimits) throws(ToolError) {
        guard let plan = (try? JSON(parsing: Array(json.utf8)))?.arrayValue?.first?["Plan"],
            let cost = plan["Total Cost"]?.numberValue?.doubleValue
        else { throw ToolError(.upstream, "The database's plan of the statement cannot be read.") }
        try check(plan, depth: 0)
        guard cost <= limits.cost else {
            throw ToolError(
                .tooLarge,
                "The database expects the statement to cost \(cost.rounded()); \(limits.cost) is allowed. "
                    + "Ask for less.")
        }
    }

    private static func check(_ node: JSON, depth: Int) throws(ToolError) {
        guard depth <= maximumDepth, let type = node["Node Type"]?.stringValue else {
            throw ToolError(.upstream, "The database's plan of the statement cannot be read.")
        }
        guard !["ModifyTable", "LockRows", "Foreign Scan", "Custom Scan"].contains(type),
            node["Operation"].map({ $0 == "Select" }) ?? true
        else {
            throw ToolError(
                .denied, "The database's plan of the statement does more than to read its tables (\(type)).")
        }
        let schema = node["Schema"]?.stringValue
        if let function = node["Function Name"]?.stringValue {
            guard schema == "pg_catalog", FunctionList.postgreSQL.contains(function) else {
                throw ToolError(.denied, "The statement reads from the function \(function), which it may not call.")
            }
        } else if let schema, schema.hasPrefix("pg_") || schema == "information_schema" {
            throw ToolError(.denied, "The statement reads from the database's catalogue.")
        }
        for part in node["Plans"]?.arrayValue ?? [] { try check(part, depth: depth + 1) }
    }
}
