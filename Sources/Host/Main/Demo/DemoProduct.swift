/// A product in the demo ERP's warehouse: no agent of the demo knows of it, so that a newcomer can add the first.
struct DemoProduct {
    let sku: String
    let name: String
    let onHand: Int
    let reserved: Int
    let reorderLevel: Int

    var document: String {
        #"{"sku":"\#(sku)","product_name":"\#(name)","on_hand":\#(onHand),"reserved":\#(reserved),"#
            + #""reorder_level":\#(reorderLevel)}"#
    }

    static let all: [DemoProduct] = [
        DemoProduct(sku: "SKU-12345", name: "Cà phê rang xay 500 g", onHand: 420, reserved: 35, reorderLevel: 100),
        DemoProduct(sku: "SKU-54321", name: "Gạo ST25 5 kg", onHand: 64, reserved: 12, reorderLevel: 80),
    ]
}
