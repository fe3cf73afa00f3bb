import Glibc
import HubCore

/// Poppler's programs (https://poppler.freedesktop.org), which are run and not linked: the library's licence is the GPL.
struct Poppler: Sendable {
    /// Of one run, which reads 2000 pages in a tenth of it.
    private static let processorSeconds = 120

    let runner: ProgramRunner
    /// Address space of a program, in bytes.
    let programBytes: Int

    /// What it says of a PDF, and of one page of it.
    func information(_ file: MemoryFile, page: Int = 1, by deadline: Deadline) async throws(DocumentFailure)
        -> PDFInformation
    {
        let output = try await run(
            "pdfinfo", ["-enc", "UTF-8", "-f", "\(page)", "-l", "\(page)", ProgramRun.inputPath], file,
            outputBytes: 1 << 20, by: deadline)
        guard let information = PDFInformation(String(decoding: output, as: UTF8.self)) else {
            throw DocumentFailure(.broken, "The PDF does not say how many pages it has.")
        }
        return information
    }

    /// The text layer of the first `pages` pages, one text a page; at most `limit` bytes.
    func text(
        _ file: MemoryFile, pages: Int, limit: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [String] {
        let output = try await run(
            "pdftotext", ["-enc", "UTF-8", "-eol", "unix", "-f", "1", "-l", "\(pages)", ProgramRun.inputPath, "-"],
            file,
            outputBytes: limit, by: deadline)
        // Each page ends in a form feed.
        return output.split(separator: 0x0C, omittingEmptySubsequences: false).prefix(pages).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The page as PNG in shades of grey, its longer side `pixels` long.
    func picture(
        _ file: MemoryFile, page: Int, pixels: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8] {
        // Its own PNG has three colours even where there is grey only.
        let arguments = ["-gray", "-f", "\(page)", "-l", "\(page)", "-singlefile", "-scale-to", "\(pixels)"]
        let output = try await run(
            "pdftoppm", arguments + [ProgramRun.inputPath], file, outputBytes: 64 << 20, by: deadline)
        return try await OwnThread.run { () throws(DocumentFailure) in
            guard let picture = GreyPicture(pgm: output) else {
                throw DocumentFailure(.broken, "Page \(page) of the PDF cannot be drawn.")
            }
            return try picture.png()
        }
    }

    private func run(
        _ name: String, _ arguments: [String], _ file: MemoryFile, outputBytes: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8] {
        guard let path = ProgramRunner.locate(name) else {
            throw DocumentFailure(
                .unavailable,
                "PDF files are read by the program \(name), which is not installed here: install poppler-utils.")
        }
        let limits = ProgramLimits(
            addressSpace: programBytes, processorSeconds: Self.processorSeconds, outputBytes: outputBytes)
        let result: ProgramResult
        do throws(ProgramFailure) {
            result = try await runner.run(ProgramRun(path, arguments, input: file, limits: limits), by: deadline)
        } catch {
            throw DocumentFailure(error)
        }
        switch result.ending {
        case .exited(0): return result.output
        case .exited(let status): throw Self.failure(status, result.errors)
        // It would take as much the next time.
        case .killed(SIGXCPU), .killed(SIGKILL):
            throw DocumentFailure(.tooLarge, "Reading the PDF took more of the processor than it may.")
        case .killed: throw Self.failure(99, result.errors)
        }
    }

    /// Their statuses: 1 for a file that does not open, 3 for what its author does not permit.
    private static func failure(_ status: Int32, _ errors: String) -> DocumentFailure {
        if errors.contains("Incorrect password") || errors.contains("encrypted") {
            return DocumentFailure(.encrypted, "The PDF asks for a password.")
        }
        if status == 3 { return DocumentFailure(.encrypted, "The PDF does not permit that its text is copied.") }
        if errors.contains("bad_alloc") || errors.contains("Out of memory") {
            return DocumentFailure(.tooLarge, "The PDF needs more memory than reading it may use.")
        }
        return DocumentFailure(.broken, "The PDF is broken or cut off.")
    }
}

extension DocumentFailure {
    init(_ failure: ProgramFailure) {
        switch failure {
        case .noProcess(ENOENT):
            self.init(
                .unavailable,
                "Programs are started by setpriv and prlimit, which are not installed here: install util-linux.")
        case .noProcess(let code):
            self.init(.unavailable, "The system starts no program at the moment (error \(code)).")
        case .deadline: self.init(.deadline, "Reading the document took too long.")
        case .cancelled: self.init(.cancelled, "Reading the document was cancelled.")
        case .outputTooLarge(let limit):
            self.init(.tooLarge, "The document has more text or a larger page than is read (\(limit) bytes).")
        }
    }
}
