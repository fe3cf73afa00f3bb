import Glibc

/// Prints a table as Markdown has it.
enum Table {
    static func head(_ cells: String...) {
        row(cells)
        row(cells.map { _ in "---" })
    }

    static func row(_ cells: [String]) {
        print("| \(cells.joined(separator: " | ")) |")
        // Seen when it is measured, also through a pipe.
        fflush(nil)
    }
}
