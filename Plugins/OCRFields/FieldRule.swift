/// Where a field stands on a document and what its value looks like.
package struct FieldRule: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case text, number, integer, date, money, identifier }

    /// Where the value stands, seen from its anchor.
    package enum Side: String, Sendable, CaseIterable {
        case rightOf = "right_of"
        case below
        /// To the right, or else below.
        case either
    }

    package enum Pages: Sendable, Hashable {
        case any, first, last
        /// From 1.
        case number(Int)
    }

    /// Which of several values it is.
    package enum Occurrence: Sendable, Hashable {
        /// From 1, in reading order.
        case number(Int)
        case last
    }

    /// How numbers are written.
    package enum Decimal: String, Sendable, CaseIterable { case auto, comma, point }

    /// Whether 05/03 is in March or in May.
    package enum DateOrder: String, Sendable, CaseIterable { case dayFirst = "dmy", monthFirst = "mdy" }

    package var name: String
    package var kind: Kind
    /// Words beside or above the value, in any of the document's languages; none: the value is found by its pattern
    /// alone.
    package var anchors: [Anchor]
    package var pattern: ValuePattern?
    package var side: Side
    /// Fractions of the page turned upright, in which the value has its middle.
    package var region: Box?
    package var pages: Pages
    package var occurrence: Occurrence
    package var isRequired: Bool
    package var decimal: Decimal
    package var dateOrder: DateOrder
    /// Of money that is written without one.
    package var currency: String?

    package init(
        name: String, kind: Kind, anchors: [String] = [], pattern: ValuePattern? = nil, side: Side = .either,
        region: Box? = nil, pages: Pages = .any, occurrence: Occurrence = .number(1), isRequired: Bool = false,
        decimal: Decimal = .auto, dateOrder: DateOrder = .dayFirst, currency: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.anchors = anchors.map(Anchor.init)
        self.pattern = pattern
        self.side = side
        self.region = region
        self.pages = pages
        self.occurrence = occurrence
        self.isRequired = isRequired
        self.decimal = decimal
        self.dateOrder = dateOrder
        self.currency = currency
    }
}
