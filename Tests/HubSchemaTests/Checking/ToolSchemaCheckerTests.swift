import HubCore
import HubSchema
import Testing

struct ToolSchemaCheckerTests {
    static let checker = ToolSchemaChecker()

    static func schema(asking name: String) -> JSONValue {
        ["type": "object", "properties": .object(JSONObject([(name, ["type": "string"] as JSONValue)]))]
    }

    @Test func acceptsAnHonestSchema() throws {
        let schema = try JSONValue(
            parsing: #"""
                {"type":"object","properties":{"code":{"type":"string","pattern":"^[0-9]{10}$","description":"d"},
                 "items":{"type":"array","items":{"$ref":"#/$defs/item"}}},"required":["code"],
                 "patternProperties":{"^.*$":true,"^x-":true},"$defs":{"item":{"type":"object","properties":{"sku":true}}}}
                """#)
        #expect(Self.checker.problems(withInputSchema: schema) == [])
        #expect(Self.checker.problems(withSchema: schema) == [])
    }

    @Test(arguments: [
        "tenant", "tenant_id", "tenantId", "TenantID", "X-Tenant-ID", "tenant-name", "tenants", "tenancy", "tenantid",
        "user", "user_id", "userId", "userid", "user_ids", "UserUUID", "uid", "sub", "current_user", "currentUserId",
        "caller_id", "on_behalf_of", "impersonate", "my_user_id",
        "password", "newPassword", "password_confirmation", "passwd", "pwd", "api_key", "apiKey", "APIKey", "X-API-Key",
        "apikey", "token", "access_token", "accessToken", "refresh_token", "idToken", "bearer-token", "csrf_token",
        "authorization", "Authorization", "auth", "secret", "client_secret", "clientSecretValue", "credential",
        "credentials", "jwt", "user_jwt", "private_key", "privateKey", "secret access key", "cookie", "mật_khẩu", "otp",
        "oauth2_token",
    ])
    func refusesNamesThatAskForTheCallerOrACredential(name: String) {
        let problems = Self.checker.problems(withInputSchema: Self.schema(asking: name))
        #expect(problems.map(\.pointer) == ["/properties/\(name)"])
        #expect(problems.first?.message.hasPrefix("\"\(name)\" asks for ") == true)
    }

    @Test(arguments: [
        "mst", "customer_id", "user_name", "username", "userEmail", "user_count", "assigned_user_id", "user_agent",
        "token_count", "max_tokens", "maxTokens", "tokens", "tokenizer", "token_id", "next_page_token", "pageToken",
        "lieutenant", "subject", "sub_total", "subId", "principal", "principal_amount", "key", "primary_key", "keyword",
        "password_expires_on", "secretary", "passport", "authorized_by", "author", "authorization_number", "session_id",
        "compass", "keys", "account_id", "issuer", "",
    ])
    func leavesABusinesssOwnWordsFree(name: String) {
        #expect(Self.checker.problems(withInputSchema: Self.schema(asking: name)) == [])
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"items":{"properties":{"user_id":true}}}}}"#,
            "/properties/a/items/properties/user_id"
        ),
        (#"{"type":"object","$defs":{"x":{"properties":{"token":true}}}}"#, "/$defs/x/properties/token"),
        (#"{"type":"object","anyOf":[{"required":["password"]}]}"#, "/anyOf/0/required/0"),
        (#"{"type":"object","dependentRequired":{"a":["api_key"]}}"#, "/dependentRequired/a/0"),
        (#"{"type":"object","propertyNames":{"enum":["a","tenant_id"]}}"#, "/propertyNames/enum/1"),
        (#"{"type":"object","propertyNames":{"const":"jwt"}}"#, "/propertyNames/const"),
        (#"{"type":"object","patternProperties":{"^(tenant|org)_id$":true}}"#, "/patternProperties/^(tenant|org)_id$"),
        (#"{"type":"object","if":{"properties":{"secret":true}}}"#, "/if/properties/secret"),
        (#"{"type":"object","properties":{"a":true,"user_id":true},"required":["user_id"]}"#, "/properties/user_id"),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","dependencies":{"userId":["a"]}}"#,
            "/dependencies/userId"
        ),
    ])
    func findsThemAtAnyDepth(text: String, pointer: String) throws {
        let problems = Self.checker.problems(withInputSchema: try JSONValue(parsing: text))
        #expect(problems.map(\.pointer) == [pointer])
    }

    @Test func asksNothingOfExamplesAndConstants() throws {
        let schema = try JSONValue(
            parsing: #"{"type":"object","properties":{"a":{"const":{"properties":{"token":1}},"default":{"token":1}}}}"#
        )
        #expect(Self.checker.problems(withInputSchema: schema) == [])
    }

    @Test(arguments: ["{}", "true", #"{"type":"string"}"#, #"{"type":["object","null"]}"#, #"{"properties":{}}"#])
    func wantsAnObject(text: String) throws {
        let problems = Self.checker.problems(withInputSchema: try JSONValue(parsing: text))
        #expect(problems.map(\.pointer) == ["/type"])
        #expect(Self.checker.problems(withSchema: try JSONValue(parsing: text)) == [])
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"type":"text"},"b":{"minLength":-1}}}"#,
            ["/properties/a/type", "/properties/b/minLength"]
        ),
        (#"{"type":"object","properties":{"a":{"pattern":"("}}}"#, ["/properties/a/pattern"]),
        (#"{"type":"object","properties":{"a":{"$ref":"https://example.com/x.json"}}}"#, ["/properties/a/$ref"]),
        (##"{"type":"object","allOf":[{"$ref":"#"}]}"##, [""]),
        (#"{"$schema":"http://json-schema.org/draft-04/schema#","type":"object"}"#, ["/$schema"]),
        ("[]", [""]), ("1", [""]),
    ])
    func saysWhatIsWrongWithTheSchema(text: String, pointers: [String]) throws {
        let schema = try JSONValue(parsing: text)
        let problems = Self.checker.problems(withInputSchema: schema)
        #expect(problems.map(\.pointer) == pointers)
        #expect(problems.allSatisfy { !$0.message.isEmpty })
        #expect(Self.checker.problems(withSchema: schema) == problems)
    }

    @Test func leavesOtherSchemasTheirNames() {
        #expect(Self.checker.problems(withSchema: Self.schema(asking: "access_token")) == [])
    }

    @Test func argumentsAreCheckedByTheirSchema() {
        let checker = ToolSchemaChecker()
        let schema: JSONValue = [
            "type": "object", "properties": ["mst": ["type": "string", "pattern": "^[0-9]{10}$"]], "required": ["mst"],
        ]
        #expect(checker.violations(of: ["mst": "0104985841"], by: schema).isEmpty)
        #expect(checker.violations(of: ["mst": "1"], by: schema).map(\.pointer) == ["/mst"])
        #expect(checker.violations(of: [:], by: schema).count == 1)
        #expect(checker.violations(of: [:], by: ["type": "nonsense"]).map(\.pointer) == [""])
    }
}
