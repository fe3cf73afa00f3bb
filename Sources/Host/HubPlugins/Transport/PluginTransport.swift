/// How the host reaches one plugin's code: by its functions in this process, or by messages to a process of its own.
///
/// A transport keeps the ABI's thread and lifetime rules towards the plugin; the host keeps the calls' and instances'.
protocol PluginTransport: Sendable {
    /// Makes an instance, and its folder before that. `completion` runs exactly once, never on the cooperative pool.
    func create(
        _ type: ToolType, configuration: [UInt8], scope: InstanceScope,
        completion: @escaping @Sendable (Result<InstanceHandle, InstanceRefusal>) -> Void)
    /// Frees an instance that nothing uses any more.
    func destroy(_ instance: InstanceHandle, of type: ToolType)
    /// Gives a call to the function of its plugin that it asks for, unless it has ended before its turn comes. Its completion goes to the call.
    func invoke(_ call: PluginCall, on instance: PluginInstance)
    /// Tells the plugin that nobody waits for a call that it was given.
    func cancel(_ call: PluginCall, on instance: PluginInstance)
    /// Ends the plugin's life, after its last instance is gone. `completion` runs exactly once.
    func stop(completion: @escaping @Sendable () -> Void)
    /// Ends it though it still works, as far as that can be done. `completion` runs exactly once.
    func abandon(completion: @escaping @Sendable () -> Void)
    /// Pieces of its work that wait for a thread or a process.
    var waitingJobs: Int { get }
    /// nil: it has no process of its own.
    var processStatistics: ProcessStatistics? { get }
}
