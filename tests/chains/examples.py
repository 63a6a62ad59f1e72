"""Real public examples: addresses of the networks' own documents, of their first blocks and of well-known contracts."""

# (text, kind, the memo it carries)
ADDRESSES: dict[str, list[tuple[str, str, str | None]]] = {
    "BTC": [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "p2pkh", None),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "p2sh", None),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "p2wpkh", None),
        ("bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", "p2wsh", None),
        ("bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr", "p2tr", None),
    ],
    "LTC": [
        ("LZEjckteAtWrugbsy9zU8VHEZ4iUiXo9Nm", "p2pkh", None),
        ("MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441", "p2sh", None),
        ("ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea", "p2wpkh", None),
    ],
    "DOGE": [("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", "p2pkh", None)],
    "BCH": [
        ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "p2pkh", None),
        ("bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", "p2sh", None),
    ],
    "DASH": [("XpESxaUmonkq8RaLLp46Brx2K39ggQe226", "p2pkh", None)],
    "ZEC": [("t3Vz22vK5z2LcKEdg16Yv4FFneEL1zg9ojd", "p2sh", None)],
    # EIP-55's own, and a token's contract.
    "ETH": [
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "account", None),
        ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "account", None),
        ("0xdAC17F958D2ee523a2206206994597C13D831ec7", "account", None),
    ],
    "TRON": [("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "account", None)],
    "XRP": [
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "account", None),
        ("XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb", "x-address", None),
        ("X7gJ5YK8abHf2eTPWPFHAAot8Knck11QGqmQ7a6a3Z8PJvk", "x-address", "1337"),
    ],
    "XLM": [
        ("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", "account", None),
        ("MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ", "muxed", "0"),
    ],
    "TON": [
        ("EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs", "bounceable", None),
        ("UQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_p0p", "non-bounceable", None),
    ],
    "ATOM": [("cosmos1vqpjljwsynsn58dugz0w8ut7kun7t8ls2qkmsq", "account", None)],
    "OSMO": [("osmo1clpqr4nrk4khgkxj78fcwwh6dl3uw4epasmvnj", "account", None)],
    "INJ": [("inj1hkhdaj2a2clmq5jq6mspsggqs32vynpk228q3r", "account", None)],
    "ADA": [
        (
            "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
            "base",
            None,
        ),
        ("addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8", "other", None),
        ("Ae2tdPwUPEZFRbyhz3cpfC2CumGzNkFBN2L42rcUc2yjQpEkxDbkPodpMAi", "byron", None),
        (
            "DdzFFzCqrhsw3prhfMFDNFowbzUku3QmrMwarfjUbWXRisodn97R436SHc1rimp4MhPNmbdYb1aTdqtGSJixMVMi5MkArDQJ6Sc1n3Ez",
            "byron",
            None,
        ),
    ],
    "DOT": [("1FRMM8PEiWXYax7rpS6X4XZX1aAAxSWx1CrKTyrVYhV24fg", "account", None)],
    "KSM": [("HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F", "account", None)],
    "ALGO": [("GD64YIY3TWGDMCNPP553DZPPR6LDUSFQOIJVFDPPXWEG3FVOJCCDBBHU5A", "account", None)],
    "XTZ": [
        ("tz1VSUr8wwNhLAzempoch5d6hLRiTh8Cjcjb", "account", None),
        ("KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn", "contract", None),
    ],
    "FIL": [("f1abjxfbp274xpdqcpuaykwkfb43omjotacm2p3za", "account", None)],
    "XMR": [
        (
            "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
            "account",
            None,
        ),
        (
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
            "subaddress",
            None,
        ),
        (
            "4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK",
            "integrated",
            "8a125052fe6f3877",
        ),
    ],
    "KAS": [("kaspa:qqkqkzjvr7zwxxmjxjkmxxdwju9kjs6e9u82uh59z07vgaks6gg62v8707g73", "account", None)],
}
# Whose format has no checksum.
UNCHECKED = {
    "SOL": ["So11111111111111111111111111111111111111112", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"],
    "SUI": ["0x5d4b302506645c37ff133b98c4b50a5ae14841659738d6d733d59d0d217a93bf"],
    "APT": ["0x0000000000000000000000000000000000000000000000000000000000000001"],
    "NEAR": ["relay.aurora.near", "98793cd91a3f870fb126f66285808c7e094afcfc4eda8a970f6648cdf0dbd6de"],
    "HBAR": ["0.0.800"],
    "EOS": ["eosio.token"],
    "ETH": ["0x0000000000000000000000000000000000000000"],
}
TESTNET = {
    "BTC": "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
    "XMR": "9wviCeWe2D8XS82k2ovp5EUYLzBt9pYNW2LXUFsZiv8S3Mt21FZ5qQaAroko1enzw3eGr9qC7X1D7Geoo2RrAotYPwq9Gm8",
}
GENESIS = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
FIRST = "5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
# (as its network's tools write it, as others write it too)
TRANSACTIONS = {
    "BTC": (GENESIS, GENESIS.upper()),
    "LTC": ("97ddfbbae6be97fd6cdf3e7ca13232a3afff2353e29badfab7f73011edd4ced9",) * 2,
    "DOGE": ("5b2a3f53f605d62c53e62932dac6925e3d74afa5a4b459745c36d42d0ed26a69",) * 2,
    "ETH": (f"0x{FIRST}", FIRST),
    "TRON": (FIRST, f"0x{FIRST}"),
    "XRP": (FIRST.upper(), FIRST),
    "ATOM": (FIRST.upper(), FIRST),
    "SOL": ("5j7s6NiJS3JAkvgkoc18WVAsiSaci2pxB2A6ueCJP4tprA2TFg9wSyTLeYouxPBJEMzJinENTkpA52YStRW5Dia7",) * 2,
    "TON": (FIRST, "XFBO1DLLUROLzwmqXopBDdSh4gTvhL/tG+Ft+6GyIGA="),
    "XTZ": ("ooNNmftGhsUriHVWYgHGq6AE3F2sHZFYaCq41NQZSeUdm1UZEAP",) * 2,
    "HBAR": ("0.0.800@1700000000.123456789", "0.0.800-1700000000-123456789"),
    "DOT": ("10000000-2", "10000000-2"),
    "APT": (f"0x{FIRST}", f"0X{FIRST.upper()}"),
    "SUI": ("11111111111111111111111111111111",) * 2,
    "FIL": ("bafy2bzacea3wsdh6y3a36tb3skempjoxqpuyompjbmfeyf34fi3uy6uue42v4",) * 2,
    "ALGO": ("GD64YIY3TWGDMCNPP553DZPPR6LDUSFQOIJVFDPPXWEG3FVOJCCA",) * 2,
}
