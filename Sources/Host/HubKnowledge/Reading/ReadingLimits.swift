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
    /// Ends of lines and cells and starts of tags in a text file: while it is read, what they part are values of their own, which
    /// take many times its bytes.
    package var textParts = 1_000_000
    /// Of what was read, of any kind of document, rows of tables included. Each costs memory, however short it is.
    package var lines = 1_000_000
    /// Address space of a program that reads, in bytes.
    package var programBytes = 1 << 30

    package init() {}
}
