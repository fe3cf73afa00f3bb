import HubCore
import Testing

@testable import HubEngine

struct SmallTalkTests {
    @Test(arguments: [
        ("Hello!", SmallTalk.greeting), ("good morning everyone", .greeting), ("xin chào các bạn", .greeting),
        ("help me please", .greeting), ("thanks a lot", .thanks), ("cảm ơn bạn nhiều nhé", .thanks), ("ok", .thanks),
        ("ok thanks, bye", .farewell), ("tạm biệt", .farewell), ("tam biet nhe", .farewell), ("no", .declined),
        ("không", .declined), ("Cancel", .declined),
        ("no problem", .declined), ("no thanks", .thanks), ("thôi", .declined),
    ])
    func recognisesTalkThatAsksNothing(_ message: String, _ kind: SmallTalk) {
        #expect(SmallTalk(MessageWords(message)) == kind)
    }

    @Test(arguments: [
        "hello, where is queen QUA123?", "thanks for the honey", "you", "", "good", "chào giá của lô này", "42",
        "hi hi hi hi hi hi hi", "nợ", "nó", "nợ không", "no honey",
    ])
    func leavesAllElseToTheRouters(_ message: String) {
        #expect(SmallTalk(MessageWords(message)) == nil)
    }
}
