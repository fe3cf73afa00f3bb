import HubCore
import PluginABI

/// A host that does not grant what the manifest asks for, and services that fail in every way.
struct WithheldServicesCheck: PluginCheck {
    let id = "withheld-services"
    let group = CheckGroup.services
    let promise = "without its services, or when they fail, every call is still completed once"
    /// What a plugin may ask for stays the same in a process, so each choice has its own.
    let variants = 6

    private static let calls = 30

    func run(_ bench: CheckBench) throws(CheckStop) {
        let plugin = try bench.open()
        guard !plugin.services.isEmpty else { throw .skip("the manifest asks for no service") }
        let withheld = choice(plugin.services, bench)
        let session = PluginSession(
            bench, plugin, host: bench.host(granting: Set(plugin.services).subtracting(withheld)))
        do throws(CheckStop) {
            try session.start()
        } catch {
            // Without a service it may say that it cannot be used.
            if withheld.isEmpty { throw error }
            return
        }
        for type in plugin.types {
            let instance: PluginInstance
            do throws(CheckStop) {
                instance = try session.makeInstance(of: type)
            } catch {
                if withheld.isEmpty { throw error }
                continue
            }
            var inputs = InputSource(bench.options, type, numbers: bench.numbers(id, type.id))
            var slow = 0
            for round in 0..<Self.calls where slow < 2 {
                guard let input = inputs.next(.plain) else { break }
                session.host.set(script(round, bench))
                let record = try session.finish(session.submit(.invoke, instance, input.bytes))
                if Monotonic.now() > record.deadline { slow += 1 }
            }
            session.destroy(instance)
        }
        session.stop()
        session.linger()
    }

    /// None, all, then any.
    private func choice(_ services: [String], _ bench: CheckBench) -> Set<String> {
        switch bench.variant {
        case 0: return []
        case 1: return Set(services)
        case _:
            var numbers = bench.numbers(id, "choice")
            return Set(services.filter { _ in numbers.chance(50) })
        }
    }

    private func script(_ round: Int, _ bench: CheckBench) -> ServiceScript {
        let delivery: ServiceScript.Delivery = round % 3 == 0 ? .inline : .later
        let (failures, refusals) = (ServiceScript.failures, ServiceScript.refusals)
        switch round {
        case 0..<failures.count: return ServiceScript(delivery: delivery, answers: .failing(failures[round]))
        case failures.count..<(failures.count + refusals.count):
            return ServiceScript(delivery: delivery, answers: .refusing(refusals[round - failures.count]))
        case _: return ServiceScript(delivery: delivery, answers: .anything)
        }
    }
}
