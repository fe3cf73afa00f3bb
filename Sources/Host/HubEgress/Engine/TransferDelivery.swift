/// Who gets what a transfer brings.
enum TransferDelivery: Sendable {
    case whole(@Sendable (Result<EgressResponse, EgressError>) -> Void)
    case stream(StreamChannel)

    func finish(_ result: Result<EgressResponse, EgressError>) {
        switch self {
        case .whole(let completion): completion(result)
        case .stream(let channel): channel.finish(result.map { _ in })
        }
    }
}
