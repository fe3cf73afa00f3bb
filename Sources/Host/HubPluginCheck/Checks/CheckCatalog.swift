/// Every check, in the order in which they run: one whose failure explains those of others comes before them.
package enum CheckCatalog {
    static let all: [any PluginCheck] = [
        ExportsCheck(), SizesCheck(), SchemasCheck(), PureEntryCheck(), UnknownExtensionsCheck(),
        GoodConfigurationCheck(), BadConfigurationCheck(),
        OneCompletionCheck(), HTTPAnswersCheck(), KnowledgeCheck(), CancellationCheck(), DeadlineCheck(),
        ConcurrencyCheck(),
        PayloadLimitsCheck(), FuzzCheck(),
        ServicesInManifestCheck(), WithheldServicesCheck(), BlockingFlagCheck(),
        DestroyOrderCheck(), ThreadsJoinedCheck(), DescriptorsClosedCheck(), LeakCyclesCheck(), LoadTimeCheck(),
        ProcessRulesCheck(), FutureHostCheck(),
    ]

    /// Ids and promises, for people.
    package static var list: [(id: String, promise: String)] { all.map { ($0.id, $0.promise) } }
}
