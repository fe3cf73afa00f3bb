import HubCore

/// The demo company's handbook: a document of each language.
struct DemoHandbook {
    let name: String
    let title: String
    let language: Language
    let text: String

    static let collection = "handbook"
    static let all = [english, vietnamese]

    private static let english = DemoHandbook(
        name: "company-handbook.md", title: "Company handbook", language: .english,
        text: """
            # Company handbook

            This handbook is for everybody who works at Demo Trading Company, and for the customers who ask us how we
            work. The sales department keeps the chapters about customers, the people department all others. It holds
            from 1 January 2025.

            ## Return policy

            Customers may return goods within 30 days of delivery. The goods must be unused, in their original packaging,
            and come with the invoice or the delivery note.

            - Perishable food, opened packages and goods made to order cannot be returned.
            - The customer pays for sending the goods back, unless they arrived damaged or were not what was ordered.
            - Damaged or wrong goods are to be reported within 48 hours of delivery, with photographs.
            - We refund the price within 7 working days after the goods have arrived in our warehouse, the way that the
              customer paid. On request we exchange the goods, or credit the price to the customer's account.

            Returns of more than 10,000 USD need the approval of the head of sales.

            ## Warranty

            Machines and devices have a warranty of 12 months from the day of delivery, packaging machines of 24 months.
            The warranty covers defects of material and manufacture. It does not cover wear, wrong use, or repairs by
            anybody but us. A claim needs the serial number and the invoice. We answer it within 3 working days, and repair
            or replace the device within 15 working days.

            ## Payment terms for customers

            Invoices are due 30 days after their date, unless the contract says otherwise. New customers pay their first
            three orders in advance. After 15 days overdue we send a reminder, after 45 days overdue we stop deliveries
            until everything has been paid. Overdue amounts bear interest of 0.03% a day.

            ## Delivery

            Orders that arrive before 14:00 leave our warehouse on the same day. Within Ho Chi Minh City and Hanoi goods
            arrive within 2 working days, in other provinces within 5. Delivery is free for orders of 200 USD and more;
            below that it costs 5 USD.

            ## Working hours

            The offices are open from Monday to Friday, 8:00 to 17:30, with a lunch break from 12:00 to 13:00. The warehouse
            also works on Saturdays from 8:00 to 12:00. Customer service answers the telephone every day from 7:30 to 21:00.
            Work from home is possible on two days a week, by agreement with the manager.

            ## Overtime

            Overtime is agreed with the manager in advance. It is paid at 150% on working days, at 200% on weekends and at
            300% on public holidays. Nobody works more than 40 hours of overtime a month.

            ## Annual leave and sick leave

            Every employee has 14 days of paid annual leave a year, and one more for every 5 years with the company. Leave
            is requested in the people system at least 5 working days ahead; more than 5 days in a row, 20 working days
            ahead. Up to 5 unused days may be taken until 31 March of the next year, then they lapse.

            Whoever is ill tells the manager before 9:00 on the first day. A doctor's certificate is needed from the third
            day on. Sick leave is paid by the social insurance.

            Mothers have 6 months of maternity leave, fathers 10 working days of paternity leave. For a wedding of one's own
            there are 3 paid days, for a death in the family 3.

            ## Business trips and expenses

            Trips are approved by the manager before they are booked. Flights are booked in economy class. Hotels may cost
            up to 60 USD a night, in Hanoi and Ho Chi Minh City up to 90 USD. The daily allowance is 25 USD within the
            country and 60 USD abroad.

            Expenses are handed in within 15 days after the trip, with the invoices. Without an invoice nothing above 10 USD
            is paid back. The accountants pay on the 10th and the 25th of each month.

            ## Purchases

            A manager may approve purchases of up to 1,000 USD, a department head up to 10,000 USD. Above that the director
            signs, and three offers are needed.

            ## Information security

            Passwords have at least 14 characters and are kept in the company's password manager, never on paper or in
            messages. Every account uses a second factor. Customers' data stay in the company's systems: they are not
            sent to private mailboxes and not put into public services.

            A lost laptop or telephone is reported to the security desk within 1 hour, at any time of day: telephone
            extension 999, or security@demo-trading.example. Suspicious mail goes to the same address and is not opened.

            ## Gifts

            Gifts from suppliers and customers worth more than 50 USD are declined, or handed to the people department.

            ## Contact

            - Customer service: extension 100, service@demo-trading.example
            - People department: extension 200, people@demo-trading.example
            - Accounting: extension 300, accounting@demo-trading.example
            - IT and security desk: extension 999, security@demo-trading.example
            """)

    private static let vietnamese = DemoHandbook(
        name: "so-tay-cong-ty.md", title: "Sổ tay công ty", language: .vietnamese,
        text: """
            # Sổ tay công ty

            Sổ tay này dành cho mọi nhân viên của Công ty Thương mại Demo và cho khách hàng muốn biết chúng tôi làm việc thế
            nào. Phòng kinh doanh phụ trách các chương về khách hàng, phòng nhân sự phụ trách các chương còn lại. Sổ tay có
            hiệu lực từ ngày 1 tháng 1 năm 2025.

            ## Chính sách đổi trả hàng

            Khách hàng được đổi trả hàng trong vòng 30 ngày kể từ ngày nhận hàng. Hàng phải chưa qua sử dụng, còn nguyên bao
            bì và có hóa đơn hoặc phiếu giao hàng kèm theo.

            - Thực phẩm tươi sống, hàng đã mở bao bì và hàng đặt làm riêng không được đổi trả.
            - Khách hàng chịu phí gửi trả, trừ khi hàng bị hư hỏng lúc giao hoặc giao sai hàng.
            - Hàng hư hỏng hoặc giao sai cần được báo trong vòng 48 giờ sau khi nhận, kèm hình ảnh.
            - Chúng tôi hoàn tiền trong vòng 7 ngày làm việc sau khi hàng về đến kho, theo cách khách hàng đã thanh toán. Theo
              yêu cầu, chúng tôi đổi hàng khác hoặc ghi có vào tài khoản của khách hàng.

            Đơn trả hàng trên 10.000 USD cần trưởng phòng kinh doanh phê duyệt.

            ## Bảo hành

            Máy móc và thiết bị được bảo hành 12 tháng kể từ ngày giao hàng, riêng máy đóng gói 24 tháng. Bảo hành áp dụng cho
            lỗi vật liệu và lỗi sản xuất, không áp dụng cho hao mòn, sử dụng sai cách hoặc sửa chữa do bên khác thực hiện.
            Yêu cầu bảo hành cần số sê-ri và hóa đơn. Chúng tôi trả lời trong vòng 3 ngày làm việc và sửa chữa hoặc thay thế
            thiết bị trong vòng 15 ngày làm việc.

            ## Điều khoản thanh toán cho khách hàng

            Hóa đơn đến hạn sau 30 ngày kể từ ngày lập, trừ khi hợp đồng quy định khác. Khách hàng mới trả trước cho ba đơn
            hàng đầu tiên. Quá hạn 15 ngày chúng tôi gửi thư nhắc, quá hạn 45 ngày chúng tôi ngừng giao hàng cho đến khi thanh
            toán đủ. Số tiền quá hạn chịu lãi 0,03% mỗi ngày.

            ## Giao hàng

            Đơn hàng nhận trước 14:00 được xuất kho trong ngày. Hàng đến nội thành Thành phố Hồ Chí Minh và Hà Nội trong vòng 2
            ngày làm việc, đến các tỉnh khác trong vòng 5 ngày. Miễn phí giao hàng cho đơn từ 200 USD trở lên; dưới mức đó
            phí giao hàng là 5 USD.

            ## Giờ làm việc

            Văn phòng làm việc từ thứ Hai đến thứ Sáu, 8:00 đến 17:30, nghỉ trưa từ 12:00 đến 13:00. Kho làm thêm sáng thứ Bảy
            từ 8:00 đến 12:00. Bộ phận chăm sóc khách hàng trả lời điện thoại mỗi ngày từ 7:30 đến 21:00. Nhân viên có thể làm
            việc tại nhà hai ngày mỗi tuần, theo thỏa thuận với quản lý.

            ## Làm thêm giờ

            Làm thêm giờ phải được quản lý đồng ý trước. Tiền làm thêm giờ bằng 150% vào ngày thường, 200% vào cuối tuần và 300%
            vào ngày lễ. Không ai làm thêm quá 40 giờ mỗi tháng.

            ## Nghỉ phép năm và nghỉ ốm

            Mỗi nhân viên có 14 ngày phép năm hưởng lương, cứ 5 năm làm việc được thêm một ngày. Đơn xin nghỉ phép gửi qua hệ
            thống nhân sự trước ít nhất 5 ngày làm việc; nghỉ trên 5 ngày liên tiếp thì trước 20 ngày làm việc. Tối đa 5 ngày
            phép chưa dùng được chuyển sang đến ngày 31 tháng 3 năm sau, sau đó không còn giá trị.

            Người bị ốm báo cho quản lý trước 9:00 của ngày đầu tiên. Từ ngày thứ ba cần có giấy của bác sĩ. Chế độ nghỉ ốm do
            bảo hiểm xã hội chi trả.

            Lao động nữ được nghỉ thai sản 6 tháng, lao động nam được nghỉ 10 ngày làm việc khi vợ sinh con. Nhân viên kết hôn
            được nghỉ 3 ngày hưởng lương, gia đình có tang được nghỉ 3 ngày.

            ## Công tác phí và chi phí đi lại

            Chuyến công tác phải được quản lý duyệt trước khi đặt chỗ. Vé máy bay đặt hạng phổ thông. Khách sạn tối đa 60 USD
            một đêm, tại Hà Nội và Thành phố Hồ Chí Minh tối đa 90 USD. Phụ cấp công tác là 25 USD một ngày trong nước và 60
            USD một ngày ở nước ngoài.

            Chi phí được nộp trong vòng 15 ngày sau chuyến đi, kèm hóa đơn. Khoản trên 10 USD không có hóa đơn thì không được
            hoàn lại. Kế toán chi trả vào ngày 10 và ngày 25 hằng tháng.

            ## Mua sắm

            Quản lý được duyệt mua sắm đến 1.000 USD, trưởng phòng đến 10.000 USD. Trên mức đó giám đốc ký và cần có ba báo giá.

            ## An toàn thông tin

            Mật khẩu có ít nhất 14 ký tự và được lưu trong phần mềm quản lý mật khẩu của công ty, không ghi ra giấy hay gửi qua
            tin nhắn. Mọi tài khoản đều dùng xác thực hai lớp. Dữ liệu khách hàng chỉ nằm trong hệ thống của công ty: không gửi
            đến hộp thư riêng, không đưa lên dịch vụ công cộng.

            Máy tính hoặc điện thoại bị mất phải được báo cho bộ phận an ninh trong vòng 1 giờ, bất kể lúc nào: số nội bộ 999
            hoặc security@demo-trading.example. Thư đáng ngờ được chuyển đến cùng địa chỉ và không được mở.

            ## Quà tặng

            Quà của nhà cung cấp và khách hàng trị giá trên 50 USD phải từ chối hoặc nộp lại cho phòng nhân sự.

            ## Liên hệ

            - Chăm sóc khách hàng: số nội bộ 100, service@demo-trading.example
            - Phòng nhân sự: số nội bộ 200, people@demo-trading.example
            - Kế toán: số nội bộ 300, accounting@demo-trading.example
            - Tin học và an ninh: số nội bộ 999, security@demo-trading.example
            """)
}
