/// What a field's name tells of the numbers in it.
struct FieldTraits: Sendable {
    enum Quantity: Sendable {
        /// Left as it is written: `year`, `phone`, `order_id`.
        case identifier
        case percentage
        /// A number of things, never money.
        case count
        case amount
        case unknown
    }

    let quantity: Quantity

    init(name: String) {
        let words = FieldName.words(name)
        if words.contains(where: Self.percentages.contains) {
            quantity = .percentage
        } else if words.contains(where: Self.identifiers.contains) || words.last == "number" || words.last == "no" {
            quantity = .identifier
        } else if words.contains(where: Self.counts.contains) {
            quantity = .count
        } else if words.contains(where: Self.amounts.contains) {
            quantity = .amount
        } else {
            quantity = .unknown
        }
    }

    private static let percentages: Set<String> = ["percent", "percentage", "pct"]
    private static let identifiers: Set<String> = [
        "id", "ids", "code", "year", "phone", "tel", "fax", "mobile", "zip", "postcode", "postal", "account",
        "latitude",
        "longitude", "lat", "lon", "lng", "version", "key", "ref", "reference", "serial", "timestamp", "epoch", "port",
        "sku", "barcode", "ma", "nam",
    ]
    private static let counts: Set<String> = [
        "day", "days", "week", "weeks", "month", "months", "years", "hour", "hours", "minutes", "seconds", "count",
        "counts", "quantity", "qty", "items", "units", "pieces", "rate", "ratio", "score", "rank", "level", "age",
        "size",
        "weight", "length", "page", "pages", "rows", "luong", "ngay", "thang",
    ]
    private static let amounts: Set<String> = [
        "amount", "amounts", "total", "balance", "price", "cost", "fee", "fees", "sum", "paid", "due", "outstanding",
        "value", "revenue", "payment", "subtotal", "tax", "discount", "tien", "gia", "phi", "tong",
    ]
}
