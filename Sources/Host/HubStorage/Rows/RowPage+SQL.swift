import HubCore

extension SQLValue {
    /// The id that a page's rows follow; every id follows the empty text.
    static func after<Table>(_ page: RowPage<RowID<Table>>) -> SQLValue { .text(page.after?.description ?? "") }
}
