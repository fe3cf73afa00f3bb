/// What reading one document may cost.
package struct ReadingLimits: Sendable, Hashable {
    /// Bytes of the file.
    package var documentBytes = 100 << 20
    /// Bytes of text that come out, and that a ZIP file's parts unpack to.
    package var textBytes = 32 << 20
    package var pages = 2000
    /// Pages that have no text layer and are read as pictures.
    package var scannedPages = 300
    /// Parts that the text is made of: headings, paragraphs, tables.
    package var blocks = 200_000
    /// Lines, cells and tags of a text file. While it is read each is a value of its own, which takes many times its bytes.
    package var textParts = 1_000_000
    /// Of a text's bytes, and of what it is made of, rows of tables included. Each costs memory, however short it is: a small
    /// file may have millions.
    package var lines = 1_000_000
    /// Address space of a program that reads, in bytes.
    package var programBytes = 1 << 30

    package init() {}
}
