/// A customer of the demo's ERP. Amounts are decimal texts, so that JSON has them with their two places.
struct DemoCustomer {
    struct Payment {
        let date: String
        let amount: String
        let method: String
        let reference: String

        var document: String {
            #"{"date":"\#(date)","amount":\#(amount),"method":"\#(method)","reference":"\#(reference)"}"#
        }
    }

    let mst: String
    let name: String
    var currency = "USD"
    let totalDebt: String
    let overdue: String
    let creditLimit: String
    let terms: String
    /// The latest first.
    let payments: [Payment]

    /// What the customer owes.
    var debt: String {
        let last = payments.first.map { #"{"date":"\#($0.date)","amount":\#($0.amount)}"# } ?? "null"
        return document(
            #""currency":"\#(currency)","total_debt":\#(totalDebt),"overdue_amount":\#(overdue),"#
                + #""last_payment":\#(last),"payment_terms":"\#(terms)","credit_limit":\#(creditLimit)"#)
    }

    /// What the customer paid.
    var paymentHistory: String {
        document(#""currency":"\#(currency)","payments":[\#(payments.map(\.document).joined(separator: ","))]"#)
    }

    /// A document about the customer with further members.
    func document(_ members: String) -> String { #"{"mst":"\#(mst)","customer_name":"\#(name)",\#(members)}"# }

    static let all: [DemoCustomer] = [
        DemoCustomer(
            mst: "0104985841", name: "Công ty TNHH Thương mại An Phát", totalDebt: "15432.50", overdue: "5200.00",
            creditLimit: "50000.00", terms: "Net 30",
            payments: [
                Payment(date: "2025-10-15", amount: "3000.00", method: "bank_transfer", reference: "PT-2025-1187"),
                Payment(date: "2025-09-12", amount: "4500.00", method: "bank_transfer", reference: "PT-2025-1042"),
                Payment(date: "2025-08-14", amount: "2750.25", method: "bank_transfer", reference: "PT-2025-0911"),
                Payment(date: "2025-07-15", amount: "3000.00", method: "cheque", reference: "PT-2025-0779"),
            ]),
        DemoCustomer(
            mst: "0312345678", name: "Công ty Cổ phần Thực phẩm Sông Hương", totalDebt: "8920.75", overdue: "0.00",
            creditLimit: "30000.00", terms: "Net 45",
            payments: [
                Payment(date: "2025-10-28", amount: "6100.00", method: "bank_transfer", reference: "PT-2025-1239"),
                Payment(date: "2025-09-30", amount: "5875.50", method: "bank_transfer", reference: "PT-2025-1108"),
            ]),
        DemoCustomer(
            mst: "0100109106", name: "Tổng Công ty Viễn thông Đại Việt", totalDebt: "127350.00", overdue: "42000.00",
            creditLimit: "250000.00", terms: "Net 60",
            payments: [
                Payment(date: "2025-10-02", amount: "38000.00", method: "bank_transfer", reference: "PT-2025-1121"),
                Payment(date: "2025-08-01", amount: "41500.00", method: "bank_transfer", reference: "PT-2025-0865"),
                Payment(date: "2025-06-03", amount: "29900.00", method: "bank_transfer", reference: "PT-2025-0602"),
            ]),
        DemoCustomer(
            mst: "0123456789", name: "Công ty TNHH Vận tải Biển Đông", totalDebt: "2310.00", overdue: "2310.00",
            creditLimit: "5000.00", terms: "Net 15",
            payments: [Payment(date: "2025-07-22", amount: "800.00", method: "cash", reference: "PT-2025-0803")]),
        DemoCustomer(
            mst: "1801122334", name: "Hợp tác xã Nông sản Cửu Long", currency: "VND", totalDebt: "186500000.00",
            overdue: "24000000.00", creditLimit: "500000000.00", terms: "Net 30",
            payments: [
                Payment(date: "2025-10-20", amount: "65000000.00", method: "bank_transfer", reference: "PT-2025-1203"),
                Payment(date: "2025-09-19", amount: "58000000.00", method: "bank_transfer", reference: "PT-2025-1077"),
            ]),
        DemoCustomer(
            mst: "0401234567", name: "Doanh nghiệp tư nhân Dệt may Hoàng Yến", totalDebt: "0.00", overdue: "0.00",
            creditLimit: "10000.00", terms: "Net 30", payments: []),
    ]
}
