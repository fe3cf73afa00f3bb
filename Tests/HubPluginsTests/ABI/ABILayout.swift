import Foundation
import Support

/// What a header promises to those who were compiled with it, a line for each thing: the first two words name the thing, the
/// others say what it is. Sizes, places and values are the C compiler's.
enum ABILayout {
    /// Of a header of any file name.
    static func lines(of header: URL) async throws -> [String] {
        let declarations = try HeaderDeclarations(try String(contentsOf: header, encoding: .utf8))
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-layout-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: header, to: folder.appending(path: "agenthub_plugin.h"))
        let source = folder.appending(path: "layout.c")
        try Data(program(for: declarations).utf8).write(to: source)
        let executable = folder.appending(path: "layout")
        try await PluginCompiler.run(
            "cc", ["-std=c11", "-Wall", "-Wextra", "-Werror", "-o", executable.path, source.path])
        let (status, text) = try await ChildProcess.run(executable, [])
        guard status == 0 else {
            throw PluginCompiler.Failure(description: "the layout's program ended with \(status)")
        }
        return text.split(separator: "\n").map(String.init)
            + declarations.types.map { "type \($0.name) \($0.text)" }
            + declarations.functions.map { "function \($0.name) \($0.text)" }
            + declarations.macros.map { "macro \($0.name) \($0.text)" }
    }

    private static func program(for declarations: HeaderDeclarations) -> String {
        var text = """
            #include "agenthub_plugin.h"
            #include <stdio.h>
            static void number(const char *what, long long value) { printf("%s %lld\\n", what, value); }
            static void words(const char *what, const char *value) { printf("%s \\"%s\\"\\n", what, value); }
            #define SHOW(what, value) _Generic((value), char *: words, default: number)(what, value)
            int main(void) {

            """
        for name in declarations.constants { text += "  SHOW(\"constant \(name)\", \(name));\n" }
        for name in declarations.enumerators { text += "  SHOW(\"value \(name)\", \(name));\n" }
        for structure in declarations.structures {
            let name = structure.name
            text += "  printf(\"size \(name) %zu\\n\", sizeof(\(name)));\n"
            for field in structure.fields {
                text += """
                      printf("field \(name).\(field.name) at %zu, of %zu: \(field.text)\\n", offsetof(\(name), \(field.name)),
                             sizeof(((\(name) *)0)->\(field.name)));

                    """
            }
        }
        return text + "  return 0;\n}\n"
    }
}
