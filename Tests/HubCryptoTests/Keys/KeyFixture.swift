/// Keys made with the `openssl` command for these tests and used nowhere else.
enum KeyFixture {
    /// PKCS #8.
    static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDXOCC1wzpXd+5E
        yFXNXF1eNjyyGwli7USbvJi/bRv9JiNwgdNFsaZuXbwAuoMiZZ2LtWczRZ4LvGs4
        YFpD+SdfuuF9+LTIg3CsEGy+Eq+Ena6LvNWAI1ioBg4hL5ufHUN4uTJW8xPwmWUJ
        QRKnZNCOWcNGQnQmnS5sOEHU4d45FOiLVvuoHV1klUjmBYGF8Ys9vcgP7QhQ3GW1
        ukamei7fmEz9t42bYcnJpTMMEWVMB09UkXeu71DLkCECSxxyg03aSgNpjLpGAAL8
        zoD8nQxK/DLxP3uYpd+BuZxZ54ievdk1hYnE9WgOVyTDX0tluUCzmfUfHbVwAuF2
        ruC5xFi1AgMBAAECggEAU+jSu/sXUoX0VEXlShFiZ7putKQc50CJmMyRo0S3fl3x
        wEolpI0MTghmpcQSH4WNxKwfxdo1Me8uwIa0er737ndutg4S8gBpG/S1aO/hFavi
        oyGm/fQJ+0yNErw8iO9AYJ+X9FWGZy5vOYnw62m/dFij7U84eNucf135sLW1TfxV
        KUsaFmoe5p9Hu81FIxTlDpjxG+4goRIkEFyreWG5DW1eVFQppFQYLHQaOAUUyLvQ
        igiNrQhTWgvX+cVkQLGhbMktX6r1gul2IaV//VkawjoxC30FxPIlm+eWp89SBCk0
        /3kX3ESz6cIC0YtBgFoa2O1IQf5kCeRBEK7BTUp7awKBgQD14sZsTYBu1353GkRe
        Znle8IUbyDNkci5Ghz6es34oPbOBWesyC524l+7KeJ2oHfQgpsAyojQoXzXOnm94
        /fFRY5zgdaNUxdCtm6t4F9afoGkb4Y5tMxAgXs+sHJTXFaK+GgfGuLFJyvD3fnQW
        MBnx32k0tbMZKVJ/kg/KbSLxOwKBgQDgEm14PXDPYni5+E8OgqbqS/LwVJO/a4jI
        41flGsC6rpf1E4zRTLtFPgh6LZicXVp/7e7ZQnkPD72Lar4JhJJdn5zjn9WG7OLX
        2b0wwCzAlPvyLfu8MkdRRxm0DTEr9nNoFiALyDdur5/7B0qRbE9Rw5zcDSe5MW5I
        WGR/CtU+zwKBgBnIZbYFimoU/pXOk0yywhdKcSqwm3L05hVPKSnK+HePwLrXiun8
        fdVVWRyx+RYfzfF+irjEeWOiWCoKQvYU6rD2GQUQUMga1f7eS+ST21VxpJPf2udo
        a1B5oJ0TgifrhN0aLaaQx0ZNmWbaQ6Hv+Uh7fLSiON1yj8wArNc1CmzxAoGACiTr
        bdEiRVFI8+po8dg6ZEsR8Y1yruzYYXfhZ87hQNJcsMy0yFj39XeMfLOJwDJ9wWLt
        OErJHkRxKVmoxteIpNJwEOIQka4xyuHhrc5VeFaGXX11cxy3m9djM4KRYlMjAGhY
        BRCIaetri7rVxmWn5aS8ej3iOYEiZAYUbqf35YMCgYEA06FqIQTp35FEPhZL6xO/
        LENR2YCBa9Edd3Kv5293fX9Vyp/rQvcxW8WkY4r2OyVpoDrhSCiYy030A7mUr09F
        6gm5Gh6I/R1j+bgXT5IwTTWoQnpZTFGZngWi+WDHetov+j5iXUYmX6+lzhoCpLsY
        dJAEEUm3mMSvHInG30L9vJs=
        -----END PRIVATE KEY-----
        """

    /// The same key in PKCS #1.
    static let privateKeyPKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEA1zggtcM6V3fuRMhVzVxdXjY8shsJYu1Em7yYv20b/SYjcIHT
        RbGmbl28ALqDImWdi7VnM0WeC7xrOGBaQ/knX7rhffi0yINwrBBsvhKvhJ2ui7zV
        gCNYqAYOIS+bnx1DeLkyVvMT8JllCUESp2TQjlnDRkJ0Jp0ubDhB1OHeORToi1b7
        qB1dZJVI5gWBhfGLPb3ID+0IUNxltbpGpnou35hM/beNm2HJyaUzDBFlTAdPVJF3
        ru9Qy5AhAksccoNN2koDaYy6RgAC/M6A/J0MSvwy8T97mKXfgbmcWeeInr3ZNYWJ
        xPVoDlckw19LZblAs5n1Hx21cALhdq7gucRYtQIDAQABAoIBAFPo0rv7F1KF9FRF
        5UoRYme6brSkHOdAiZjMkaNEt35d8cBKJaSNDE4IZqXEEh+FjcSsH8XaNTHvLsCG
        tHq+9+53brYOEvIAaRv0tWjv4RWr4qMhpv30CftMjRK8PIjvQGCfl/RVhmcubzmJ
        8Otpv3RYo+1POHjbnH9d+bC1tU38VSlLGhZqHuafR7vNRSMU5Q6Y8RvuIKESJBBc
        q3lhuQ1tXlRUKaRUGCx0GjgFFMi70IoIja0IU1oL1/nFZECxoWzJLV+q9YLpdiGl
        f/1ZGsI6MQt9BcTyJZvnlqfPUgQpNP95F9xEs+nCAtGLQYBaGtjtSEH+ZAnkQRCu
        wU1Ke2sCgYEA9eLGbE2Abtd+dxpEXmZ5XvCFG8gzZHIuRoc+nrN+KD2zgVnrMgud
        uJfuynidqB30IKbAMqI0KF81zp5veP3xUWOc4HWjVMXQrZureBfWn6BpG+GObTMQ
        IF7PrByU1xWivhoHxrixScrw9350FjAZ8d9pNLWzGSlSf5IPym0i8TsCgYEA4BJt
        eD1wz2J4ufhPDoKm6kvy8FSTv2uIyONX5RrAuq6X9ROM0Uy7RT4Iei2YnF1af+3u
        2UJ5Dw+9i2q+CYSSXZ+c45/Vhuzi19m9MMAswJT78i37vDJHUUcZtA0xK/ZzaBYg
        C8g3bq+f+wdKkWxPUcOc3A0nuTFuSFhkfwrVPs8CgYAZyGW2BYpqFP6VzpNMssIX
        SnEqsJty9OYVTykpyvh3j8C614rp/H3VVVkcsfkWH83xfoq4xHljolgqCkL2FOqw
        9hkFEFDIGtX+3kvkk9tVcaST39rnaGtQeaCdE4In64TdGi2mkMdGTZlm2kOh7/lI
        e3y0ojjdco/MAKzXNQps8QKBgAok623RIkVRSPPqaPHYOmRLEfGNcq7s2GF34WfO
        4UDSXLDMtMhY9/V3jHyzicAyfcFi7ThKyR5EcSlZqMbXiKTScBDiEJGuMcrh4a3O
        VXhWhl19dXMct5vXYzOCkWJTIwBoWAUQiGnra4u61cZlp+WkvHo94jmBImQGFG6n
        9+WDAoGBANOhaiEE6d+RRD4WS+sTvyxDUdmAgWvRHXdyr+dvd31/Vcqf60L3MVvF
        pGOK9jslaaA64UgomMtN9AO5lK9PReoJuRoeiP0dY/m4F0+SME01qEJ6WUxRmZ4F
        ovlgx3raL/o+Yl1GJl+vpc4aAqS7GHSQBBFJt5jErxyJxt9C/byb
        -----END RSA PRIVATE KEY-----
        """

    /// The same key under a password.
    static let encryptedPrivateKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIZXNsI7C4KnwCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBA24rBq2+sLr+Qxjjc0G/R/BIIE
        0GAqNloYNmp7SQgY/4GMSzafOOaouqkxNGVnrdFSd27KmRhZcx8nyxLHr0TACVFd
        o1zFwQasd3nKL1+pUzCP9fLaWRnGGgZZ41ceeWSbT41FOxWj/leo5cgloz2BXMrg
        gqVvIa2Hvy/MWUuZgVisfkdZMYw3S6N5KaKEBh5fHT7bE10OejVIkl67PbX+4Rlw
        SJf8j8+DC7cOWv/KwoY7Gbkq4DkjGESFkmGihr5NUf7fVikFp6FBdMjqjjF13zid
        tl4cssezVNcN9nl4ymBkzGO8T60SRISBMmwq5L1rAWE1HOlNW5luA+hLdwt7XEPz
        UOLfBBk8/YJknc/qYa2GwNiUpobfDCCyn9kKx7urMEpgD5GzQYSw9Eh5BYRR23uV
        YEzfg/CVwmyA84GQkuAKGWEMR1Vk+XSL2V+bJpraJv8MTYPznL+78nBCrooLUP9m
        SYxpYU6ujLWZLbBF9hy4tuue50c7+XHjP2Lr1qmoCgzmf4amcgEu0QqfGHGLjUgA
        0KJWSu/8FclSXWsm+iTPFUw5lVPIypbVHV0UE8w15F+5P9yvmKIPqubbXNiifARb
        6V+myLtN6EiHzCO4GwNoNPGmmxFXJdUN6XiyGRvm0DBVN3K/71ic/6B8VCI7HZma
        mWHmCepECcQHjH4kLYzYmOcrtcHhLkTncRjCLmdf/C/AIC58wVs0j+39wBZdbuB7
        Pr1kcIMDt02d3+0wK34dXGlLQnHj8FsKlKivrHLiZCVNgmubvZpaXQ/SgAnhIEfH
        EIGFNoXr0eizy8vnw+Z2agv+YtUkpl14iErk1l9gu7gXib+1SScYIYSfAOOWqvej
        XfyfzpAU8/lUWq1I/No6ryLp5ZqoAVxGL6GbWdHzQpg0w2KRglIRK+UWyI3JEN1A
        dZMiysAL5xQMM4DrWVBFD5I3ejwSccR0YCVI0VAU6P+zs+/P7L1RbR1GzSOv8mNR
        kMIWXtyovO5vVdeVVtdyWs0sQQImC7NXgQmhVGOLOaYQe8pz1qJCLwOJVOqx3Srk
        IfZKcMbsgGuwFddYC4tNdk4GxipJNR1EL+n4DuXMD7p+qGyqKcz2KMl3bCGtuyes
        y6LlDjcHY+nkNcKChl7/hKh8gFRHL6bAs1pxntd+LkJ54v/6Vi8Ck0g/YKAGUkkK
        X8WezuHSWkhZlE8pUUMPPv0Rtla6C9lTqIZPSTmGwtcaPcPOQkXIUxzOCD1KjVSk
        0uoFIfEzYCuh1KIM5ZtPRfQ0KhQOdHuEyiUZZtLKvn+Tt9eCCH8GbMeiiZu2Rcm1
        4LS+wWBQAPDHmu5cQHaYeLdmKJdnOaYvN9L1yb7DZGHyM+jyrDvL4xgX4yIllDb9
        vbE5tikxKMw3OjaJ118QL0Ygybe+llIyGXzuWGLLd6Wn2Ik0ifRb0t8hSkzqxlZg
        AJoXyAqdkYbXpDnD2YaNM6Rn6ZcMC7ctjsiEMTRGzXsJT2oRnVt1E5PkX1X1u7T+
        dOqkXRkEE4x64tFlO7FMK+PJLX2KbV/kA0zl+0VdE+CVAhJlgz/8QjXyleddfjGB
        cQ7kK4qOtLsSjlDN89inpjSlML8PHys2lTGTrBz8ANZvM4A19LPO2MuaekTu+U8H
        idWH7QbTTIapGHCQpCjc4KBnTe1A7J7mm8of7HF2Ehwb
        -----END ENCRYPTED PRIVATE KEY-----
        """

    /// The same key in PKCS #1 under a password.
    static let encryptedPrivateKeyPKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,11D99FB53DB125B79FAEC74C3187CEF4

        ZRKv1QiFgbSyWWbQld7O95RBTVc+aN8GWdhe9UvEKN1FyykQHZ8Ksx5LWNqn6KZa
        azNVpZ8b3QipBa4/sUiABOSlFz0irgih8fJOpgZ274PdmV5N4PFDKRn316ZxzCeQ
        ZMSz0GhoXt4CWlIr2lBuODkbeBn36OtUBbi59WTYxph1sitt4JnX5TsNRmPfoDN7
        tERjcgDEms9ZYNW2l8KVcwGBpCxbu4zFWRT4hzS4XW+2ql24q7SrZss4mTdKBRLm
        y7i8zEdi34O1jpX7jMSoPAjV15WTjEfYVAYGlS+WYYtRrQTLLI8XkGRZpLaTCljI
        WAfwvtx7+ukhXlXA1gkRyZp8VeYIKmmnQO6ukGJbaj1xlvmHWhwHQegmvUASet3j
        Cbdg0QeUL+13SGH9EkZxJKnraKRo3Gj7D3pSGvAZdHz99MZ6Q3LjpONC8gYVSvAG
        TcUr0gNTDrJ8gHla9oWw8phu7L4R/Xp5zgUQmfk9+RDIgCbCO7CQzHsp78MRqBax
        Zcy8Mud3/CXrEUik+7I0RlZ1/NJIa4BvdiwIXD4sK00kTgNyKldAshtX3G1NNC+v
        T67ZJXaHSTwcMN2Ui27yAnhOeuF5KGFOjloyvG+vtqk9WMH983UAS5WPDx3dai0J
        gZlq3Rbtcyp0X8dQY8WlR5Q/Fkx14N7I3p5bzjwL9yaxqAoN39C7fes7iUaX0NA9
        0Zw/zRhGF/aeBmd0by0fa/xiquu996L2lSLHxXkhjIh9SszYM+dXKRHZcEOaSGpB
        u3SbczzYZXN2skUZSYiTWWVbhMoghsEuglT85sJAYiS+gWvGYnqUJleuxJPJaGsi
        xg7uOtxPq8M2fGJqD/U1NLkcp7eqvO35DQ9hPcWG8O8470XTuIAeWHKE58Rgw3O/
        QsQvk8utNxjwTBw/I4aRLjByr6W/2ZUkT9U1JqMfVfkWloGMC+RU+SXxc8RnyYZd
        TxtPg+ZbL0F6Kr7xIGDq+hIR3k2maWf5eO77kRDTWYlafMmaUFffXHiLmmYMT4SH
        fb12XVQv/oiMeBfKj+FyMl2LaIf8Rxjihi3pr1Jzo5Y1Tzz8jMTEnK5yfzQrWM2O
        n6wt7nLGPc4qKVVzfj9MTf7I5wA9TsXuirT/eOuuzd3fQ50jvF2AatBcdx8NzbqY
        5tdJhzalg10DM1FGETJQefYpVJYTYSppCrv84mCRM65O3j/WAQk6RRDqLicGj1YA
        aW7Uw9Ls8aeeB6ekqgPT/BRH7FgCFjAIQcQzwrLjjj4Hf7XB2a7E0GL/LJ16rij5
        /YBagS33DpZSzP+0WicezWRty0MDasiy+ZxQX2BL9jM9FtWMbk4rMKoUY5HHhsjK
        Q31zrZa68uRGNbtTp07YmPIF2GIVUy2NLBkhyZtqG95n9phxewzM5QYFSUVeMb3T
        uyiBPbIt71emNdTATc691JbmW1w0v7+eSTBLfILaxO/KsTKeIF5x+HQKzGrRQOyC
        f3HhnLg3kxLir/nB9fvJjLbiQ7EclsK5iMT1Hdi6kCyGuVHEpOxsJFGMxWQrPRvR
        8jfydd+6TkkDzfoKvVxcxnGWSX4emNcl3GClCs6Gwf+PsrbYrhONWdQGhczsjRWy
        -----END RSA PRIVATE KEY-----
        """

    /// SPKI of the same key.
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1zggtcM6V3fuRMhVzVxd
        XjY8shsJYu1Em7yYv20b/SYjcIHTRbGmbl28ALqDImWdi7VnM0WeC7xrOGBaQ/kn
        X7rhffi0yINwrBBsvhKvhJ2ui7zVgCNYqAYOIS+bnx1DeLkyVvMT8JllCUESp2TQ
        jlnDRkJ0Jp0ubDhB1OHeORToi1b7qB1dZJVI5gWBhfGLPb3ID+0IUNxltbpGpnou
        35hM/beNm2HJyaUzDBFlTAdPVJF3ru9Qy5AhAksccoNN2koDaYy6RgAC/M6A/J0M
        Svwy8T97mKXfgbmcWeeInr3ZNYWJxPVoDlckw19LZblAs5n1Hx21cALhdq7gucRY
        tQIDAQAB
        -----END PUBLIC KEY-----
        """

    /// PKCS #1 of the same key.
    static let publicKeyPKCS1 = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEA1zggtcM6V3fuRMhVzVxdXjY8shsJYu1Em7yYv20b/SYjcIHTRbGm
        bl28ALqDImWdi7VnM0WeC7xrOGBaQ/knX7rhffi0yINwrBBsvhKvhJ2ui7zVgCNY
        qAYOIS+bnx1DeLkyVvMT8JllCUESp2TQjlnDRkJ0Jp0ubDhB1OHeORToi1b7qB1d
        ZJVI5gWBhfGLPb3ID+0IUNxltbpGpnou35hM/beNm2HJyaUzDBFlTAdPVJF3ru9Q
        y5AhAksccoNN2koDaYy6RgAC/M6A/J0MSvwy8T97mKXfgbmcWeeInr3ZNYWJxPVo
        Dlckw19LZblAs5n1Hx21cALhdq7gucRYtQIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    /// 1024 bits.
    static let key1024 = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDxF3Z56f6P0/JL0moVLqDoD1fn
        zF6s0WsIRLzTHbBl4fUe8wWTbm8NyobID/crPRMxbwZqLiME5iqkZP7V8cutQkHL
        KmtqPlh7DBS1A4yghHL8FOqJZIlU7jjh6pk1SywhbF7PJSNU1MkZ49nC5ufEGIhx
        YLUlBq0GsdUkd3711QIDAQAB
        -----END PUBLIC KEY-----
        """

    /// 2048 bits, exponent 3.
    static let exponent3 = """
        -----BEGIN PUBLIC KEY-----
        MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEA3OROoqYBW3xn8360PsuR
        8L/woFseHbzfPTcNUbn9TidvtdQ28ItvmhMpS6KiHj1T8dX/VYsGjqI2RzuMgZm0
        iY5WwPcMFI3mqEJM4u/RCEd8xa4zk5kquQGTplmvlI8mtEKvIcgsKE62JvClSCoF
        dMxF23KE1XoIS2KIJUqMfc2XCAnYgJjVOUji6sGoSFmzDPY/LBQ8kuerUSKA5Cyj
        vgmUoQ32q0TNru6BDwd+xC8xREm4d74njknY/YAMSDsmGqQm9CRjkejz/R/yv3nh
        SqfIhjTCmAoSKUaJ4oisChBM7Bbx/nCB2OAoc0KACGFIVtfpi9BO3JiupfHVJI1W
        cwIBAw==
        -----END PUBLIC KEY-----
        """

    /// P-256.
    static let ellipticCurve = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHFKDU4JnMIj+kw1ZhmYpgJnIi1BO
        U/O63Fy/eYYFc+BCSU4oUfCR/tuZY1gP7NogWiVTW+lq2hPKetv79jrXnA==
        -----END PUBLIC KEY-----
        """

    /// Made by `openssl dgst -sha256 -sign` over `hello`.
    static let signatureOfHello = """
        fERmED4XB3gzmvwy1q0JFMjGoAFlPICMLl2ZtxRhFK0fEn7ViKXhgCfda9h9smheG--31yAjphwISa2x\
        ekwgcdh0dVBpeBcpBlQ56HlcXR-AP5Q0QkFN0jbJYLJZoG3f4_R5nP6PcOiJuMt445-r_4xCZkdlc-mY\
        5sSWF_RAsQDRiEOSUymxdiVYOpeR0qHCOHdaZJTs9mak2L2t4FJPB2eEm5SGjpo8S7r71mA5Lk7fmPnT\
        HC2hxfWeaZvuyeRA4eGmVmHhjsurHOfzHK2l4kbTPZ_mVE-hXyTBvUx-6l05lDzYSOnQmHGS0Wc-hmkp\
        awYZVRRHG0ZCE8H-QHEobw
        """
}
