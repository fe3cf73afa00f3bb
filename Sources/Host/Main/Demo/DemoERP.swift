import HTTPTypes
import Hummingbird

/// A company's ERP in small, for the demo: customers, what they owe and paid, their shipments, and products, read-only over HTTP.
///
/// It stands for a system that is not ours. Every request needs a bearer token; which one does not matter here.
enum DemoERP {
    static func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: BearerRequired())
        router.get("api/customers/:mst/debt") { _, context in
            customer(context) { $0.debt }
        }
        router.get("api/customers/:mst/payments") { _, context in
            customer(context) { $0.paymentHistory }
        }
        router.get("api/customers/:mst/shipments") { _, context in
            customer(context) { customer in
                let shipments = DemoShipment.all.filter { $0.mst == customer.mst }.map(\.summary)
                return customer.document(#""shipments":[\#(shipments.joined(separator: ","))]"#)
            }
        }
        router.get("api/shipments/:id") { _, context in
            let id = context.parameters.get("id")?.uppercased()
            guard let shipment = DemoShipment.all.first(where: { $0.id == id }) else {
                return problem(.notFound, "shipment_not_found", "No shipment has this number.")
            }
            return json(.ok, shipment.document)
        }
        router.get("api/products/:sku/stock") { _, context in
            let sku = context.parameters.get("sku")
            guard let product = DemoProduct.all.first(where: { $0.sku == sku }) else {
                return problem(.notFound, "product_not_found", "No product has this SKU.")
            }
            return json(.ok, product.document)
        }
        return router
    }

    private static func customer(
        _ context: BasicRequestContext, _ document: (DemoCustomer) -> String
    ) -> Response {
        let mst = context.parameters.get("mst") ?? ""
        guard mst.utf8.count == 10, mst.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return problem(.badRequest, "invalid_mst", "An MST has ten digits.")
        }
        guard let customer = DemoCustomer.all.first(where: { $0.mst == mst }) else {
            return problem(.notFound, "customer_not_found", "No customer has the MST \(mst).")
        }
        return json(.ok, document(customer))
    }

    private static func problem(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> Response {
        json(status, #"{"error":"\#(code)","message":"\#(message)"}"#)
    }

    private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private struct BearerRequired: RouterMiddleware {
        func handle(
            _ request: Request, context: BasicRequestContext,
            next: (Request, BasicRequestContext) async throws -> Response
        ) async throws -> Response {
            let scheme = "Bearer "
            guard let field = request.headers[.authorization], field.hasPrefix(scheme), field.count > scheme.count
            else {
                var refusal = problem(.unauthorized, "unauthorized", "A bearer token is required.")
                refusal.headers[.wwwAuthenticate] = "Bearer"
                return refusal
            }
            return try await next(request, context)
        }
    }
}
