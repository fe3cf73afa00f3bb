import PluginSDK

private let engine = RecognitionEngine()

private let plugin = Plugin(
    id: "agenthub.ocr", version: "1.0.0", needs: [.blobs],
    types: [
        {
            var type = ToolType(
                id: "OCR_EXTRACT", version: "1.0.0",
                description: """
                    Reads the text of an uploaded scan, photo or PDF (PNG, JPEG, TIFF, WebP, PDF), and of it the fields \
                    that the configuration names, each with its confidence and its place on the page.
                    """,
                effects: [.blocking, .idempotent]
            ) { setup in
                OCRTool(row: try OCRRow(setup.configuration, settings: setup.settings), engine: engine)
            }
            type.configurationSchema = ConfigurationSchema.text
            // Each holds its file while it waits for a place.
            type.maximumConcurrency = 8
            type.defaultTimeoutMilliseconds = 60_000
            return type
        }()
    ])

/// The entry point that the host looks for.
@c @implementation
public func ah_plugin_v1(_ hostABI: UInt32) -> UnsafePointer<ah_plugin>? { plugin.table(forHostABI: hostABI) }
