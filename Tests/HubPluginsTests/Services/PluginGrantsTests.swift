import HubCore
import Testing

@testable import HubPlugins

@Suite struct PluginGrantsTests {
    @Test func aTextNamesServicesByPlugin() throws {
        let grants = try PluginGrants(
            " com.example.erp = agenthub.host.credentials/1 + agenthub.host.egress/1 ,"
                + "com.example.crm=agenthub.host.egress/1,com.example.crm=agenthub.host.http/1,")
        #expect(
            grants.services == ["com.example.erp": [.credentials, .egress], "com.example.crm": [.egress, .http]])
        #expect(try PluginGrants("").services.isEmpty)
        #expect(try PluginGrants(" , ").services.isEmpty)
    }

    @Test(arguments: [
        ("com.example.erp", "\"com.example.erp\" is no grant"), ("com.example.erp=", "is no grant"),
        ("=agenthub.host.egress/1", "is no grant"), ("erp=agenthub.host.egress/1", "is no grant"),
        ("Com.Example=agenthub.host.egress/1", "is no grant"), ("a.b=agenthub.host.egress/1=x", "is no grant"),
        ("a.b=agenthub.host.egress/1+", "\"\" is no service"), ("a.b=egress", "\"egress\" is no service"),
        ("a.b=agenthub.host.egress/2", "there are agenthub.host.http/1, agenthub.host.kv/1"),
        ("a.b=agenthub.host.streams/1", "\"agenthub.host.streams/1\" is no service"),
    ])
    func whatIsNoGrantIsRefusedWithWords(_ text: String, _ words: String) {
        #expect {
            try PluginGrants(text)
        } throws: {
            "\($0)".contains(words)
        }
    }

    @Test func theyComeBesideWhatPluginsHave() throws {
        var configuration = PluginHostConfiguration(directory: "/", hostVersion: "1")
        configuration.add(try PluginGrants("com.example.erp=agenthub.host.egress/1"))
        let ordinary: Set<HostService> = [.http, .keyValue, .caller, .embedding, .blob, .stream]
        #expect(configuration.defaultGrants == ordinary)
        #expect(configuration.grants["com.example.erp"] == ordinary.union([.egress]))
        #expect(configuration.grants["agenthub.sql"] == Set(HostService.allCases))
        #expect(configuration.grants["com.example.other"] == nil)
    }
}
