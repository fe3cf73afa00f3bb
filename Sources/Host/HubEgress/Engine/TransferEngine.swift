import CCurl
import HubCore
import Logging

/// The loop that moves all transfers. It is made on its thread, lives there, and ends with it.
final class TransferEngine {
    private let inbox: EngineInbox
    private let limits: EgressLimits
    private let trust: EgressTrust
    private let logger: Logger
    private let multi: MultiHandle
    private var queue: AdmissionQueue<Transfer>
    /// All that were ever needed at once; the idle ones are reset.
    private var handles: [EasyHandle] = []
    private var idle: [EasyHandle] = []
    /// No later than the first deadline of those that wait.
    private var waitingDeadline: Deadline?
    private var isShuttingDown = false

    private init(inbox: EngineInbox, limits: EgressLimits, trust: EgressTrust, logger: Logger) {
        self.inbox = inbox
        self.limits = limits
        self.trust = trust
        self.logger = logger
        multi = MultiHandle(wakeup: inbox.wakeup, limits: limits)
        queue = AdmissionQueue(limits: limits)
    }

    /// Starts a thread that serves the inbox until it is told to shut down.
    static func launch(inbox: EngineInbox, limits: EgressLimits, trust: EgressTrust, logger: Logger) {
        EngineThread.start(named: "egress") {
            TransferEngine(inbox: inbox, limits: limits, trust: trust, logger: logger).run()
            inbox.end()
        }
    }

    private func run() {
        var commands: [EngineInbox.Command] = []
        while true {
            inbox.take(into: &commands)
            for command in commands { obey(command) }
            commands.removeAll(keepingCapacity: true)
            if isShuttingDown { break }
            expireWaiting()
            multi.runDue()
            settle()
            inbox.tell(waiting: queue.waiting)
            multi.wait(until: inbox.fallAsleep() ? waitingDeadline?.nanoseconds : 0)
            settle()
        }
        for transfer in queue.withdraw(where: { _ in true }) { transfer.end(.failure(TransferFailure.shutDown)) }
        for easy in handles { stop(easy, TransferFailure.shutDown) }
    }

    private func obey(_ command: EngineInbox.Command) {
        switch command {
        case .submit(let transfer, let delivery):
            transfer.begin(delivery)
            if case .cancelledBeforeSubmission = transfer.stage {
                transfer.end(.failure(Self.cancelled))
            } else {
                admit(transfer)
            }
        case .cancel(let transfer): cancel(transfer)
        case .resume(let transfer):
            if case .active(let easy, _) = transfer.stage { easy.resume() }
        case .release(let transfer):
            guard case .active(let easy, _) = transfer.stage else { break }
            transfer.release()
            easy.resume()
        case .shutDown: isShuttingDown = true
        }
    }

    private func admit(_ transfer: Transfer) {
        switch transfer.hop {
        case .failure(let error): transfer.end(.failure(error))
        case .success(let hop):
            let origin = hop.url.origin
            switch queue.admit(transfer, to: origin) {
            case .go: start(transfer, hop)
            case .wait:
                transfer.stage = .waiting(origin)
                waitingDeadline = min(waitingDeadline ?? transfer.deadline, transfer.deadline)
            case .refuse:
                logger.debug("egress overloaded", metadata: ["host": "\(origin.host)"])
                transfer.end(
                    .failure(EgressError(.overloaded, "too many requests to \(origin.host) are under way or waiting")))
            }
        }
    }

    /// The queue has given the transfer a place.
    private func start(_ transfer: Transfer, _ hop: PreparedHop) {
        let origin = hop.url.origin
        guard !transfer.deadline.hasPassed else {
            return refuse(transfer, origin, TransferFailure.deadline(origin.host))
        }
        let failure = EgressError(.protocolError, "the request to \(origin.host) could not be set up")
        guard let easy = idleHandle() else { return refuse(transfer, origin, failure) }
        guard easy.prepare(hop, for: transfer, limits: limits, trust: trust), multi.add(easy) else {
            logger.error("libcurl refused a request", metadata: ["host": "\(origin.host)"])
            recycle(easy)
            return refuse(transfer, origin, failure)
        }
        transfer.stage = .active(easy, origin)
    }

    private func refuse(_ transfer: Transfer, _ origin: Origin, _ error: EgressError) {
        queue.release(origin)
        transfer.end(.failure(error))
    }

    private func cancel(_ transfer: Transfer) {
        switch transfer.stage {
        case .new: transfer.stage = .cancelledBeforeSubmission
        case .waiting:
            _ = queue.withdraw { $0 === transfer }
            transfer.end(.failure(Self.cancelled))
        case .active(let easy, _): stop(easy, Self.cancelled)
        case .cancelledBeforeSubmission, .ended: break
        }
    }

    /// Ends what the handle works on, if anything.
    private func stop(_ easy: EasyHandle, _ error: EgressError) {
        guard let transfer = easy.transfer, case .active(_, let origin) = transfer.stage else { return }
        multi.remove(easy)
        recycle(easy)
        refuse(transfer, origin, error)
    }

    /// Takes in what has ended, and lets others go in its place.
    private func settle() {
        multi.finished { easy, code in conclude(easy, code) }
        while let transfer = queue.next() {
            // Only what was prepared waits.
            if case .success(let hop) = transfer.hop { start(transfer, hop) }
        }
    }

    private func conclude(_ easy: EasyHandle, _ code: CURLcode) {
        guard let transfer = easy.transfer, case .active(_, let origin) = transfer.stage else { return }
        let conclusion = transfer.conclude(code, systemError: easy.systemError)
        recycle(easy)
        queue.release(origin)
        switch conclusion {
        case .finished(let result):
            if case .failure(let error) = result, error.kind == .denied {
                logger.notice("egress denied", metadata: ["host": "\(origin.host)", "port": "\(origin.port)"])
            }
            transfer.end(result)
        case .redirected: admit(transfer)
        }
    }

    private func expireWaiting() {
        guard let first = waitingDeadline, first.hasPassed else { return }
        for transfer in queue.withdraw(where: { $0.deadline.hasPassed }) {
            transfer.end(.failure(TransferFailure.deadline(transfer.host)))
        }
        waitingDeadline = queue.elements.map(\.deadline).min()
    }

    private func idleHandle() -> EasyHandle? {
        if let easy = idle.popLast() { return easy }
        guard let easy = EasyHandle(sockets: multi.sockets) else { return nil }
        handles.append(easy)
        return easy
    }

    private func recycle(_ easy: EasyHandle) {
        easy.reset()
        idle.append(easy)
    }

    private static let cancelled = EgressError(.cancelled, "the request was cancelled")
}
