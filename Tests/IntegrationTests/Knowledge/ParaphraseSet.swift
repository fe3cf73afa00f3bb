/// Questions that share few words with the section that answers them.
enum ParaphraseSet {
    struct Section: Sendable {
        let id: String
        let title: String
        let text: String

        init(_ id: String, _ title: String, _ text: String) {
            self.id = id
            self.title = title
            self.text = text
        }
    }

    static let sections: [Section] = [
        .init(
            "paid-leave", "Annual leave",
            "Every employee earns 1.5 days of annual leave a month. Leave is entered in the portal two weeks"
                + " ahead and approved by the line manager. Days not taken by 31 March of the next year expire."),
        .init(
            "pay-dates", "Salary",
            "Salaries are transferred on the 25th. When that is a weekend, the money arrives on the Friday "
                + "before. The slip is in the portal from the 23rd."),
        .init(
            "health", "Medical cover",
            "From the third month on, staff and their children are covered by the group policy of Bao Minh. "
                + "It pays for hospital stays, outpatient treatment and half of the dentist's bill."),
        .init(
            "retirement", "Pension savings",
            "The company adds 5 percent of gross pay to the pension plan. Whoever joins us may move the "
                + "savings of a former employer's plan into ours within 90 days."),
        .init(
            "payroll-account", "Payroll account",
            "New bank details for payroll are handed in with form HR-7 by the 10th; the next transfer then "
                + "goes to the new account."),
        .init(
            "rooms", "Rooms and invitations",
            "Rooms are reserved in the calendar. Whoever invites more than eight people asks the front desk "
                + "to prepare the large hall."),
        .init(
            "flights", "Air tickets",
            "Tickets for business trips are bought by the travel desk in economy class. Trips over six hours"
                + " may use premium economy with a director's consent."),
        .init(
            "baggage", "Missing suitcases",
            "When a suitcase does not arrive, report it at the airline's counter before leaving the airport "
                + "and send the report number to the travel desk, which claims up to 1,000 USD."),
        .init(
            "lost-card", "Missing company card",
            "A company card that was lost or stolen is to be blocked at once by calling +84 28 5555 0101, "
                + "day and night. Finance issues another one within four working days."),
        .init(
            "card-refused", "When the terminal refuses the card",
            "If a terminal refuses the company card, the monthly ceiling is usually reached. Pay privately "
                + "and hand the receipt in; finance raises the ceiling on request."),
        .init(
            "currency", "Foreign money",
            "Costs in foreign money are settled at the rate of the State Bank of the day on the receipt."),
        .init(
            "car-service", "Care of company cars",
            "Company cars are serviced every 10,000 km by the garage Minh Phat: lubricant, filters and "
                + "brakes. The driver books the visit and the fleet desk pays."),
        .init(
            "fuel", "Filling up",
            "Drivers fill up with the fleet card at Petrolimex only. The card pays for diesel and petrol, "
                + "not for washing."),
        .init(
            "entry-papers", "Entry papers",
            "For travel abroad the legal desk obtains the entry papers. It needs the passport five weeks "
                + "ahead; some countries ask for a letter of invitation."),
        .init(
            "shots", "Medical precautions for travel",
            "Before a trip to a region with tropical disease the company doctor gives the shots that are "
                + "needed, free of charge, four weeks ahead."),
        .init(
            "parcels", "Following a parcel",
            "Customers follow a parcel with the number in the dispatch mail. When there is no movement for "
                + "three days, customer care opens an inquiry with the carrier."),
        .init(
            "returns", "Return policy",
            "Goods may be sent back within 30 days when unused and in the original box. The money is paid "
                + "back to the same account within 7 days after the goods arrive."),
        .init(
            "damaged", "Goods that arrive broken",
            "Goods that arrive broken are replaced at no cost when photos reach us within 48 hours of "
                + "delivery."),
        .init(
            "pin", "Access codes",
            "Door and terminal codes are chosen anew every 90 days in the portal; after three wrong tries "
                + "the code is locked and only IT unlocks it."),
        .init(
            "identity", "Proof of who you are",
            "Before customer care speaks about an account, the caller is checked: tax code, the last invoice"
                + " and a call back to the registered number."),
        .init(
            "language", "Interpreters",
            "Documents in another tongue are put into Vietnamese or English by the agency Viet Lingua; the "
                + "assistant of the department orders it."),
        .init(
            "dining", "Meals with guests",
            "Tables for guests are reserved by the front desk; up to 40 USD a person is paid, alcohol "
                + "excluded."),
        .init(
            "weather", "Storm days",
            "When the authorities announce a typhoon of level 9 or more, offices stay closed and everybody "
                + "works from home."),
        .init(
            "remote", "Hours",
            "Core hours are 9:30 to 16:00. Two days a week may be worked from home after the trial period."),
    ]

    /// Each with the section that answers it.
    static let questions: [(text: String, section: String)] = [
        ("how much vacation do i get", "paid-leave"),
        ("i want to take some time off next month, what do i do", "paid-leave"),
        ("do unused holidays carry over", "paid-leave"),
        ("what day do i get my paycheck", "pay-dates"),
        ("when do we get paid", "pay-dates"),
        ("is my family insured", "health"),
        ("what does our insurance include", "health"),
        ("can i roll over my 401k", "retirement"),
        ("how do i transfer my old 401k here", "retirement"),
        ("change my direct deposit", "payroll-account"),
        ("i need my wages to go somewhere else", "payroll-account"),
        ("how can i set up a meeting", "rooms"),
        ("schedule a conference with the team", "rooms"),
        ("can you book me a plane to hanoi", "flights"),
        ("may i fly business", "flights"),
        ("the airline lost my luggage", "baggage"),
        ("my bags never showed up", "baggage"),
        ("somebody took my visa credit card what now", "lost-card"),
        ("i cannot find my credit card", "lost-card"),
        ("why was my purchase declined", "card-refused"),
        ("i hit my credit limit", "card-refused"),
        ("how are euros converted to dollars", "currency"),
        ("what is the exchange for yen", "currency"),
        ("when does my vehicle need an oil change", "car-service"),
        ("who does maintenance on the vehicle", "car-service"),
        ("where do i get gas", "fuel"),
        ("i need more gas in the tank", "fuel"),
        ("do i need a visa to go to japan", "entry-papers"),
        ("international visa requirements", "entry-papers"),
        ("which vaccines do i need for africa", "shots"),
        ("do i have to be vaccinated before i fly", "shots"),
        ("where is my order", "parcels"),
        ("has my package shipped yet", "parcels"),
        ("track my delivery", "parcels"),
        ("i would like a refund", "returns"),
        ("how can i get reimbursed for something i do not want", "returns"),
        ("my new item is cracked, can i get another", "damaged"),
        ("i forgot my password", "pin"),
        ("how do i change my pin", "pin"),
        ("my pin is blocked", "pin"),
        ("why do you have to verify me", "identity"),
        ("how do you confirm my identity", "identity"),
        ("how do i translate this to spanish", "language"),
        ("make a restaurant reservation for clients", "dining"),
        ("will it rain or snow tomorrow", "weather"),
        ("may i telecommute", "remote"),
    ]
}
