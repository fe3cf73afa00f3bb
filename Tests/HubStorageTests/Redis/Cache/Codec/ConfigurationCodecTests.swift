import HubCore
import Testing

@testable import HubStorage

struct ConfigurationCodecTests {
    private let sample: ConfigurationSample

    init() throws { sample = try ConfigurationSample(tenant: #require(TenantID("acme-corp"))) }

    @Test func bringsBackEveryField() throws {
        for configuration in [sample.full, sample.plain] {
            #expect(
                try ConfigurationCodec.configuration(ConfigurationCodec.bytes(configuration, of: "here"), of: "here")
                    == configuration)
        }
    }

    /// A field that a later change adds has its default in the sample, and fails this test until sample and codec have it.
    @Test func theSampleLeavesNoFieldAtItsDefault() throws {
        let full = sample.full
        Self.differ(full, sample.plain)
        Self.differ(full.tenant, sample.plain.tenant)
        Self.differ(full.tenant.settings, TenantSettings())
        Self.differ(full.tenant.settings.limits, TenantLimits())
        Self.differ(full.agents[0], Agent(name: "", description: ""))
        Self.differ(full.tools[0], Tool(name: "", description: "", type: ""))
        Self.differ(full.models[0], LanguageModel(name: "", provider: .builtin))
        Self.differ(full.models[0].prices, .free)
        let llm = try #require(full.llm)
        Self.differ(llm, LLMConfiguration(models: []))
        Self.differ(llm.models[0], LLMConfiguration.Entry(model: ModelID()))
        Self.differ(full.overrides[0], OutputOverride(agent: AgentID()))
    }

    private static func differ<Value>(_ full: Value, _ plain: Value, location: SourceLocation = #_sourceLocation) {
        for (left, right) in zip(Mirror(reflecting: full).children, Mirror(reflecting: plain).children) {
            // What a change says to the store, and no row holds.
            if left.label == "clearsKey" { continue }
            let name = "\(Value.self).\(left.label ?? "?")"
            #expect("\(left.value)" != "\(right.value)", "\(name) has its default", sourceLocation: location)
        }
    }

    @Test func keepsEveryWayToAuthorize() throws {
        for authorization in [ToolAuthorization.userJWT, .none, .credential("K")] {
            var configuration = sample.full
            configuration.tools[0].authorization = authorization
            let read = try ConfigurationCodec.configuration(
                ConfigurationCodec.bytes(configuration, of: "here"), of: "here")
            #expect(read?.tools[0].authorization == authorization)
        }
    }

    @Test func keepsTheDigitsOfNumbers() throws {
        var configuration = sample.full
        configuration.tools[0].config = try JSONValue(parsing: #"{"rate":12345.50,"big":123456789012345678901}"#)
        let read = try ConfigurationCodec.configuration(ConfigurationCodec.bytes(configuration, of: "here"), of: "here")
        #expect(read?.tools[0].config.text == #"{"rate":12345.50,"big":123456789012345678901}"#)
    }

    @Test func beginsWithFormatInstallationAndVersion() {
        let text = String(decoding: ConfigurationCodec.bytes(sample.full, of: "here"), as: UTF8.self)
        #expect(text.hasPrefix(#"{"format":\#(ConfigurationCodec.format),"installation":"here","version":42,"#))
        #expect(text.hasPrefix(ConfigurationCodec.head(of: "here") + "42,"))
    }

    @Test func readsNothingOfAnotherInstallation() throws {
        let bytes = ConfigurationCodec.bytes(sample.full, of: "there")
        #expect(try ConfigurationCodec.configuration(bytes, of: "here") == nil)
    }

    @Test func refusesAnotherFormat() throws {
        var json = try JSONValue(parsing: ConfigurationCodec.bytes(sample.full, of: "here")).objectValue
        json?["format"] = .int(ConfigurationCodec.format + 1)
        let bytes = JSONValue.object(try #require(json)).bytes
        #expect(throws: ConfigurationCodecError.otherFormat) { try ConfigurationCodec.configuration(bytes, of: "here") }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"format":3}"#, #"{"format":3,"installation":"here","version":1,"tenant":{}}"#,
    ])
    func refusesWhatIsNoConfiguration(text: String) {
        #expect(throws: ConfigurationCodecError.self) {
            try ConfigurationCodec.configuration(Array(text.utf8), of: "here")
        }
    }

    /// Each member in turn is taken away, or of another kind.
    @Test func neverReadsADamagedTextAsAnotherConfiguration() throws {
        let whole = try JSONValue(parsing: ConfigurationCodec.bytes(sample.full, of: "here"))
        for name in try #require(whole.objectValue).keys {
            for damage in [JSONValue.bool(true), .string("x"), .int(-1), .array([1])] {
                var members = try #require(whole.objectValue)
                members[name] = damage
                // A version is an integer like another one.
                if name == "version", damage == .int(-1) { continue }
                // And a name is a name.
                if name == "installation", damage == .string("x") { continue }
                #expect(throws: ConfigurationCodecError.self, "\(name)") {
                    try ConfigurationCodec.configuration(JSONValue.object(members).bytes, of: "here")
                }
            }
        }
    }

    @Test func knowsRowsOfAnotherTenant() throws {
        let other = try #require(TenantID("globex"))
        #expect(ConfigurationCodec.belongs(sample.full, to: sample.tenant))
        #expect(!ConfigurationCodec.belongs(sample.full, to: other))
        for change: (inout TenantConfiguration) -> Void in [
            { $0.agents[1].owner = other }, { $0.tools[1].owner = other }, { $0.models[1].owner = other },
        ] {
            var configuration = sample.full
            change(&configuration)
            #expect(!ConfigurationCodec.belongs(configuration, to: sample.tenant))
        }
    }
}
