/// Whether schemas that an administrator writes are usable.
package protocol SchemaChecker: Sendable {
    /// What is wrong with a tool's input schema: it does not compile, it is not an object's, or it asks the model for
    /// a tenant, a user or a credential. Pointers are relative to the schema. Empty when nothing is.
    func problems(withInputSchema schema: JSONValue) -> [FieldProblem]
    /// What is wrong with any other schema. Pointers are relative to the schema.
    func problems(withSchema schema: JSONValue) -> [FieldProblem]
    /// What the schema refuses in a tool's arguments; pointers are relative to the arguments. Empty when nothing, and
    /// one problem at the root when the schema itself does not compile.
    func violations(of arguments: JSONValue, by schema: JSONValue) -> [FieldProblem]
}
