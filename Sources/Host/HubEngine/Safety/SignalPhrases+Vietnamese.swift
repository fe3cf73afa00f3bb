extension SignalPhrases {
    /// Without marks, as the text's words are when they are looked for.
    static let vietnamese: [Phrase] = [
        Phrase(
            .ignoreRules, gap: 4,
            "bo qua|phot lo|lo di|quen|khong tuan theo|dung tuan theo|khong lam theo|dung lam theo|huy bo|gat bo|dung nghe"
                + "|khong can tuan|vo hieu hoa|vuot qua",
            rulesInVietnamese,
            "truoc|tren|ban dau|he thong|cua ban|cua may|cua minh|an toan|duoc giao|da dat|da cho|da nhan"),
        Phrase(
            .ignoreRules, gap: 3, "quen|bo qua", "moi thu|tat ca|het|nhung gi",
            "duoc dan|duoc lap trinh|duoc huong dan|duoc day|duoc chi dan|o tren|phia tren|ben tren"),
        Phrase(
            .ignoreRules, gap: 2, "day la|sau day la", rulesInVietnamese, "moi cua ban|thuc su|that su"),
        Phrase(
            .revealPrompt, gap: 3, showingInVietnamese,
            "loi nhac he thong|prompt he thong|prompt cua ban|system prompt|cau lenh he thong|chi dan he thong"
                + "|chi thi he thong|huong dan cua ban|chi dan cua ban|chi thi cua ban|loi nhac cua ban|prompt goc"
                + "|loi nhac ban dau|huong dan ban dau|chi dan ban dau|huong dan goc|chi dan goc|chi dan bi mat"
                + "|huong dan bi mat|prompt ban dau|cau lenh goc|cau lenh ban dau"),
        Phrase(.revealPrompt, "prompt he thong|loi nhac he thong"),
        Phrase(
            .revealPrompt, gap: 3, showingInVietnamese, "toan bo|tat ca|nguyen van|moi thu",
            "van ban o tren|noi dung o tren|noi dung phia tren|o phia tren|nhung gi o tren"),
        Phrase(
            .roleChange, gap: 4,
            "dong vai|gia vo|nhap vai|hanh dong nhu|cu xu nhu|bay gio ban la|gio ban la|tu gio ban la|tu bay gio ban"
                + "|tu gio tro di ban|ke tu bay gio ban|hay tro thanh",
            "quan tri|admin|administrator|root|hacker|tin tac|khong gioi han|khong bi gioi han|khong bi rang buoc"
                + "|khong co gioi han|ai khac|tro ly khac|nha phat trien|khong kiem duyet|khong bi kiem duyet"
                + "|khong co quy tac"),
        Phrase(
            .roleChange, gap: 1, "tu gio ban|tu bay gio ban|tu gio tro di ban|ke tu bay gio ban",
            "phai|chi|khong duoc|se|khong con"),
        Phrase(
            .roleChange,
            "khong con bi rang buoc|che do nha phat trien|che do khong gioi han|che do quan tri vien|che do dan"),
        Phrase(
            .exfiltration, gap: 5, showingInVietnamese + "|gui|chuyen|dang|tai len|gui ve|dua",
            "token|ma token|jwt|khoa api|api key|chuoi ket noi|khoa bi mat|khoa rieng|mat khau",
            "cua ban|cua nguoi dung|nguoi dung|he thong|quan tri|admin|co so du lieu|den dia chi|toi dia chi|den http"
                + "|toi http|den url|xac thuc|truy cap"),
    ]

    private static let showingInVietnamese =
        "tiet lo|cho xem|cho toi xem|cho toi biet|cho biet|in ra|hien thi|lap lai|doc lai|viet lai|cung cap|liet ke"
        + "|chia se|noi ra|noi cho toi|doc cho toi|sao chep|xuat|dich|trich dan|in|doc"

    private static let rulesInVietnamese =
        "huong dan|chi dan|quy tac|chi thi|quy dinh|menh lenh|cau lenh|luat le|rang buoc|loi nhac|prompt|chi dao|gioi han"
}
