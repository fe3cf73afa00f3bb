/// A shipment of the demo's ERP.
struct DemoShipment {
    let id: String
    let mst: String
    let status: String
    let carrier: String
    let origin: String
    let destination: String
    let location: String
    let shipped: String
    let estimatedDelivery: String
    /// In kilograms.
    let weight: String

    /// Everything about it.
    var document: String {
        let customer = DemoCustomer.all.first { $0.mst == mst }?.name ?? ""
        return #"{"shipment_id":"\#(id)","mst":"\#(mst)","customer_name":"\#(customer)","status":"\#(status)","#
            + #""carrier":"\#(carrier)","origin":"\#(origin)","destination":"\#(destination)","#
            + #""current_location":"\#(location)","shipped_date":"\#(shipped)","#
            + #""estimated_delivery":"\#(estimatedDelivery)","weight_kg":\#(weight)}"#
    }

    /// A line of a list.
    var summary: String {
        #"{"shipment_id":"\#(id)","status":"\#(status)","destination":"\#(destination)","#
            + #""estimated_delivery":"\#(estimatedDelivery)"}"#
    }

    static let all: [DemoShipment] = [
        DemoShipment(
            id: "ABC123", mst: "0104985841", status: "in_transit", carrier: "Vietnam Post", origin: "Hải Phòng",
            destination: "Hà Nội", location: "Hải Dương", shipped: "2025-10-31", estimatedDelivery: "2025-11-05",
            weight: "1250.50"),
        DemoShipment(
            id: "DEF456", mst: "0104985841", status: "delivered", carrier: "Viettel Post", origin: "TP. Hồ Chí Minh",
            destination: "Hà Nội", location: "Hà Nội", shipped: "2025-10-10", estimatedDelivery: "2025-10-14",
            weight: "480.00"),
        DemoShipment(
            id: "XYZ789", mst: "0312345678", status: "pending", carrier: "GHN", origin: "Huế", destination: "Đà Nẵng",
            location: "Huế", shipped: "2025-11-03", estimatedDelivery: "2025-11-06", weight: "96.25"),
        DemoShipment(
            id: "GHI012", mst: "0100109106", status: "delayed", carrier: "Vietnam Post", origin: "Hà Nội",
            destination: "Cần Thơ", location: "Quảng Ngãi", shipped: "2025-10-27", estimatedDelivery: "2025-11-08",
            weight: "3120.00"),
        DemoShipment(
            id: "JKL345", mst: "1801122334", status: "in_transit", carrier: "Viettel Post", origin: "Cần Thơ",
            destination: "TP. Hồ Chí Minh", location: "Vĩnh Long", shipped: "2025-11-01",
            estimatedDelivery: "2025-11-04", weight: "5400.00"),
    ]
}
