import HubCore
import Testing

@testable import HubPlugins

struct RowFaultTests {
    static let own: [ToolFailure.Code] = [.invalidConfiguration, .internal]
    static let row: [ToolFailure.Code] = [.denied, .authorization]
    static let away: [ToolFailure.Code] = [.upstream, .unavailable, .rateLimited, .notFound, .invalidInput, .deadline]

    @Test func besideARowThatIsWellAllThatIsSaidOfItCounts() {
        for code in Self.own + Self.row + [.crashed] { #expect(isFault(code, .well)) }
        for code in Self.away { #expect(!isFault(code, .well)) }
    }

    @Test func besideARowThatIsIllOnlyACrashCounts() {
        for former in Self.own + Self.row + Self.away {
            for code in Self.own + Self.row + Self.away { #expect(!isFault(code, .ill(ToolFailure(former, "")))) }
            #expect(isFault(.crashed, .ill(ToolFailure(former, ""))))
        }
        #expect(!isFault(.crashed, .ill(ToolFailure(.crashed, ""))))
    }

    @Test func withoutAnythingToCompareOnlyWhatIsPlainlyTheReleasesCounts() {
        for code in Self.own + [.crashed] { #expect(isFault(code, .unknown)) }
        for code in Self.row + Self.away { #expect(!isFault(code, .unknown)) }
    }

    @Test func whoHadNoRoomForTheQuestionSaysNothing() {
        for code in [ToolFailure.Code.busy, .deadline, .cancelled] {
            guard case .unknown = RowFault.Answer(ToolFailure(code, ""), of: .of("A")) else {
                Issue.record("\(code) says something")
                continue
            }
        }
        let failure = ToolFailure(.authorization, "")
        guard case .unknown = RowFault.Answer(failure, of: .of("A", authorization: .userJWT)),
            case .ill = RowFault.Answer(failure, of: .of("A", authorization: .none))
        else {
            Issue.record("A token that the question has not is no illness")
            return
        }
    }

    private func isFault(_ code: ToolFailure.Code, _ old: RowFault.Answer) -> Bool {
        RowFault.isFault(ToolFailure(code, ""), old: old)
    }
}
