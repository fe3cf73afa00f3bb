import HubCore
import Support
import Testing

@testable import HubPlugins

@Suite struct PluginRoutesTests {
    private let acme: TenantID
    private let other: TenantID

    init() throws {
        acme = try #require(TenantID("acme"))
        other = try #require(TenantID("other"))
    }

    private func key(_ tenant: TenantID? = nil, _ plugin: String = "a.b") -> PluginRouteKey {
        PluginRouteKey(plugin: plugin, tenant: tenant)
    }

    /// A type's entry is the number and the type.
    private func release(_ number: Int, _ types: String..., plugin: String = "a.b") -> PluginRoutes<String>.Release {
        .init(
            number: number, plugin: plugin,
            entries: Dictionary(types.map { ($0, "\(number) \($0)") }, uniquingKeysWith: { $1 }))
    }

    @Test func aTenantWithARouteOfItsOwnGoesWhereThatLeads() {
        var routes = PluginRoutes<String>()
        routes.add(release(1, "X"))
        routes.add(release(2, "X"))
        #expect(routes["X", acme] == nil)
        routes.set([key(): 1, key(acme): 2])
        #expect(routes["X", acme] == "2 X")
        #expect(routes["X", other] == "1 X")
        #expect(routes["X", nil] == "1 X")
        #expect(routes.number(of: "a.b", for: acme) == 2)
        #expect(routes.number(of: "a.b", for: other) == 1)
        #expect(routes.isNamed(2))
        #expect(Set(routes.all(ofType: "X")) == ["1 X", "2 X"])
        routes.set([key(acme): nil])
        #expect(routes["X", acme] == "1 X")
        #expect(!routes.isNamed(2))
    }

    @Test func aTypeThatTheTenantsReleaseLacksIsNotAnothersToServe() {
        var routes = PluginRoutes<String>()
        routes.add(release(1, "X", "Y"))
        routes.add(release(2, "X", "Z"))
        routes.set([key(): 1, key(acme): 2])
        #expect(routes["Y", acme] == nil)
        #expect(routes["Y", other] == "1 Y")
        #expect(routes["Z", acme] == "2 Z")
        #expect(routes["Z", other] == nil)
        #expect(routes.defaults == ["X": "1 X", "Y": "1 Y"])
    }

    @Test func otherPluginsAreLeftAlone() {
        var routes = PluginRoutes<String>()
        routes.add(release(1, "X"))
        routes.add(release(2, "Y", plugin: "c.d"))
        routes.set([key(): 1, key(nil, "c.d"): 2, key(acme): 1])
        #expect(routes["Y", acme] == "2 Y")
        routes.set([key(): nil, key(acme): nil])
        #expect(routes["X", acme] == nil)
        #expect(routes["Y", acme] == "2 Y")
    }

    @Test func aTypeIsItsPluginsForAsLongAsAReleaseOfItIsThere() {
        var routes = PluginRoutes<String>()
        routes.add(release(1, "X", "Y"))
        routes.add(release(2, "X"))
        routes.set([key(): 2])
        #expect(routes.owner(ofType: "Y") == "a.b")
        routes.remove(1)
        #expect(routes.owner(ofType: "Y") == nil)
        #expect(routes.owner(ofType: "X") == "a.b")
    }

    /// Against a model that looks everything up by the words of the promise.
    @Test(arguments: 0..<8) func whateverTheOrderOfChangesEveryoneGoesWhereTheirRouteLeads(_ seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let tenants = try ["a", "b", "c", "d"].map { try #require(TenantID($0)) }
        var routes = PluginRoutes<String>()
        var types: [Int: Set<String>] = [:]
        var names: [PluginRouteKey: Int] = [:]
        for number in 0..<12 {
            let plugin = number % 3
            let offered = Set((0..<4).filter { _ in Bool.random(using: &random) }.map { "P\(plugin)T\($0)" })
            types[number] = offered
            routes.add(
                .init(
                    number: number, plugin: "p.\(plugin)",
                    entries: Dictionary(uniqueKeysWithValues: offered.map { ($0, "\(number) \($0)") })))
        }
        for _ in 0..<500 {
            var changes: [PluginRouteKey: Int?] = [:]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let plugin = Int.random(in: 0..<3, using: &random)
                let tenant = ([nil] + tenants.map { $0 }).randomElement(using: &random) ?? nil
                let number = Int.random(in: 0..<5, using: &random)
                changes[PluginRouteKey(plugin: "p.\(plugin)", tenant: tenant)] =
                    .some(number == 4 ? nil : plugin + 3 * number)
            }
            routes.set(changes)
            for (key, number) in changes { names[key] = number }
            for tenant in [nil] + tenants.map({ Optional($0) }) {
                for plugin in 0..<3 {
                    let own = tenant.flatMap { names[PluginRouteKey(plugin: "p.\(plugin)", tenant: $0)] }
                    let number = own ?? names[PluginRouteKey(plugin: "p.\(plugin)", tenant: nil)]
                    #expect(routes.number(of: "p.\(plugin)", for: tenant) == number)
                    for type in (0..<4).map({ "P\(plugin)T\($0)" }) {
                        let offers = number.flatMap { types[$0]?.contains(type) } ?? false
                        #expect(routes[type, tenant] == (offers ? number.map { "\($0) \(type)" } : nil))
                    }
                }
            }
        }
    }
}
