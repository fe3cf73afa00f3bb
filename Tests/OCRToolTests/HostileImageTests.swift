import CTesseract
import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(5))) struct HostileImageTests {
    @Test(arguments: [
        HostileImage.png(width: 60000, height: 60000), HostileImage.png(width: 2_000_000_000, height: 2_000_000_000),
        HostileImage.png(width: 15999, height: 15999), HostileImage.png(width: 2_000_000, height: 1),
        HostileImage.jpeg(width: 65535, height: 65535), HostileImage.webP(width: 16384, height: 16384),
        HostileImage.tiff([(100_000, 100_000)]), HostileImage.tiff([(4_000_000_000, 1)]),
    ])
    func refusesAHugeSizeBeforeItDecodes(_ file: [UInt8]) async throws {
        await #expect(processExitsWith: .success) { [file] in
            let memory = try PeakMemory()
            let completion = try await OCRToolHarness.read(file)
            #expect(completion.has(AH_E_TOO_LARGE), "\(completion.text)")
            #expect(completion.message?.contains("pixels") == true)
            #expect(try await memory.growth < 50_000_000)
        }
    }

    @Test(arguments: HostileImage.Deceit.allCases)
    func refusesASizeThatTwoReadersReadDifferently(_ deceit: HostileImage.Deceit) async throws {
        await #expect(processExitsWith: .success) { [deceit] in
            let file = HostileImage.tiff(side: 20_000, by: deceit)
            let memory = try PeakMemory()
            let completion = try await OCRToolHarness.read(file)
            #expect(completion.has(AH_E_INVALID_INPUT) || completion.has(AH_E_TOO_LARGE), "\(completion.text)")
            #expect(try await memory.growth < 50_000_000)
        }
    }

    @Test func refusesWhatTheRowSaysIsTooLarge() async throws {
        let file = HostileImage.png(width: 400, height: 300)
        let completion = try await OCRToolHarness.read(file, ["maximum_pixels": 100_000])
        #expect(completion.has(AH_E_TOO_LARGE))
        #expect(completion.message?.contains("100000") == true)
        let bytes = try await OCRToolHarness.read(
            file + [UInt8](repeating: 0, count: 3_000_000), ["maximum_bytes": 2_000_000])
        #expect(bytes.has(AH_E_TOO_LARGE))
        #expect(bytes.message?.contains("2000000 bytes") == true)
    }

    @Test func refusesDirectoriesWithoutEnd() async throws {
        let loop = try await OCRToolHarness.read(HostileImage.tiff([(10, 10), (10, 10)], next: 8))
        #expect(loop.has(AH_E_INVALID_INPUT))
        #expect(loop.message?.contains("back to themselves") == true)
        let beyond = try await OCRToolHarness.read(HostileImage.tiff([(10, 10)], next: 1_000_000))
        #expect(beyond.message?.contains("too early") == true)
        let none = try await OCRToolHarness.read(HostileImage.tiff([(0, 10)]))
        #expect(none.has(AH_E_INVALID_INPUT))
    }

    @Test(arguments: [
        [], Array("no picture at all".utf8), Array("GIF89a".utf8), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
        [0xFF, 0xD8, 0xFF], Array("RIFF....WEBP".utf8), [0x49, 0x49, 42, 0], HostileImage.png(width: 100, height: 100),
        HostileImage.png(width: 0, height: 5), HostileImage.jpeg(width: 100, height: 100),
        HostileImage.webP(width: 100, height: 100), HostileImage.tiff([(100, 100)]), Array("%PDF-1.7".utf8),
    ])
    func refusesWhatIsNoImage(_ file: [UInt8]) async throws {
        let completion = try await OCRToolHarness.read(file)
        #expect(completion.has(AH_E_INVALID_INPUT), "\(completion.text)")
        #expect(completion.message?.isEmpty == false)
    }

    @Test(.enabled(if: TypesetPage.isPossible), arguments: [IFF_PNG, IFF_JFIF_JPEG, IFF_WEBP, IFF_TIFF_LZW])
    func refusesAFileThatIsCut(_ format: Int) async throws {
        let file = try await Scan(png: TypesetPage.lines(["One line of text"]).png(dpi: 100)).bytes(format)
        for share in [0.3, 0.6, 0.9] {
            let completion = try await OCRToolHarness.read(Array(file.prefix(Int(Double(file.count) * share))))
            #expect(completion.has(AH_E_INVALID_INPUT), "\(share): \(completion.text)")
        }
    }

    @Test func refusesNothingButNoise() async throws {
        await #expect(processExitsWith: .success) {
            let file = try HostileImage.noise(width: 5000, height: 5000)
            let memory = try PeakMemory()
            let completion = try await OCRToolHarness.read(file, ["maximum_bytes": 50_000_000])
            #expect(completion.has(AH_E_INVALID_INPUT))
            #expect(completion.message?.contains("spots") == true)
            // What ImageLimits says, for one page of 25 million pixels.
            #expect(try await memory.growth < 12 * 25_000_000)
        }
    }

    @Test(arguments: [IFF_PNG, IFF_TIFF_LZW, IFF_TIFF_ZIP, IFF_WEBP, IFF_JFIF_JPEG])
    func readsAnEmptyPageAsEmptyWithinItsMemory(_ format: Int) async throws {
        await #expect(processExitsWith: .success) { [format] in
            // 36 million white pixels, in colour, in few bytes.
            let file = try Scan.white(width: 6000, height: 6000).stored(as: .colour).bytes(format)
            #expect(file.count < 1_000_000)
            let memory = try PeakMemory()
            let completion = try await OCRToolHarness.read(file)
            #expect(completion.status == ah_status(AH_OK), "\(completion.text)")
            #expect(completion.text().isEmpty)
            #expect(completion.json?["pages"]?.arrayValue?.first?["confidence"] == .null)
            #expect(try await memory.growth < 12 * 36_000_000)
        }
    }

    /// In a process of its own, whose standard error nobody else writes to.
    @Test func saysNothingToStandardError() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let whole = try HostileImage.noise(width: 300, height: 300)
            var files = [Array(whole.prefix(2000)), whole]
            for format in [IFF_JFIF_JPEG, IFF_WEBP, IFF_TIFF_LZW] {
                let file = try Scan(png: whole).bytes(format)
                // Cut off, and with something else in its middle.
                files += [Array(file.prefix(file.count / 2))]
                var spoiled = file
                for place in file.count / 3..<file.count / 3 + 40 { spoiled[place] = 0xA5 }
                files.append(spoiled)
            }
            for file in files { _ = try await OCRToolHarness.read(file) }
            _ = try await OCRToolHarness.read(whole, ["languages": ["xyz"]])
        }
        #expect(result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } == "")
    }
}
