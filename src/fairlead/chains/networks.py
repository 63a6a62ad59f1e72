"""The networks whose transaction ids and addresses are known, by the key customers and exchanges call them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """`addresses` and `transactions`: the formats of `addresses.FORMATS` and `transactions.FORMATS` it uses; networks that share
    one cannot be told apart by it. `memo`: the format of `memos.FORMATS` a deposit at an exchange needs beside the address."""

    key: str
    name: str
    addresses: str
    transactions: str
    memo: str = ""


def _evm(key: str, name: str) -> Network:
    return Network(key, name, "evm", "evm")


_ALL = (
    Network("BTC", "Bitcoin", "bitcoin", "hex"),
    Network("BTC-LN", "Lightning", "", "hex"),
    Network("LTC", "Litecoin", "litecoin", "hex"),
    Network("DOGE", "Dogecoin", "dogecoin", "hex"),
    Network("BCH", "Bitcoin Cash", "bitcoin_cash", "hex"),
    Network("DASH", "Dash", "dash", "hex"),
    Network("ZEC", "Zcash", "zcash", "hex"),
    _evm("ETH", "Ethereum (ERC20)"),
    _evm("BSC", "BNB Smart Chain (BEP20)"),
    _evm("POLYGON", "Polygon"),
    _evm("ARBITRUM", "Arbitrum One"),
    _evm("OPTIMISM", "Optimism"),
    _evm("BASE", "Base"),
    _evm("AVAX-C", "Avalanche C-Chain"),
    _evm("ZKSYNC", "zkSync Era"),
    _evm("LINEA", "Linea"),
    Network("TRON", "TRON (TRC20)", "tron", "tron"),
    Network("SOL", "Solana", "solana", "solana"),
    Network("XRP", "XRP Ledger", "xrp", "hex_upper", "tag"),
    Network("XLM", "Stellar", "stellar", "hex", "stellar"),
    Network("TON", "TON", "ton", "ton", "text"),
    Network("ATOM", "Cosmos Hub", "cosmos", "hex_upper", "text"),
    Network("OSMO", "Osmosis", "osmosis", "hex_upper", "text"),
    Network("TIA", "Celestia", "celestia", "hex_upper", "text"),
    Network("INJ", "Injective", "injective", "hex_upper", "text"),
    Network("ADA", "Cardano", "cardano", "hex"),
    Network("DOT", "Polkadot", "polkadot", "substrate"),
    Network("KSM", "Kusama", "kusama", "substrate"),
    Network("SUI", "Sui", "sui", "digest"),
    Network("APT", "Aptos", "aptos", "aptos"),
    Network("NEAR", "NEAR", "near", "digest"),
    Network("ALGO", "Algorand", "algorand", "algorand"),
    Network("HBAR", "Hedera", "hedera", "hedera", "text"),
    Network("XTZ", "Tezos", "tezos", "tezos"),
    Network("FIL", "Filecoin", "filecoin", "filecoin"),
    Network("EOS", "EOS/Vaulta", "eos", "hex", "text"),
    Network("XMR", "Monero", "monero", "hex"),
    Network("KAS", "Kaspa", "kaspa", "hex"),
)
NETWORKS = {network.key: network for network in _ALL}
# What the same network is called elsewhere, without case and what is no letter or digit.
_OTHER_NAMES = {
    "BITCOIN": "BTC",
    "LIGHTNING": "BTC-LN",
    "ETHEREUM": "ETH",
    "ERC20": "ETH",
    "BEP20": "BSC",
    "BNB": "BSC",
    "BNBSMARTCHAIN": "BSC",
    "MATIC": "POLYGON",
    "POL": "POLYGON",
    "ARB": "ARBITRUM",
    "ARBITRUMONE": "ARBITRUM",
    "OP": "OPTIMISM",
    "AVALANCHE": "AVAX-C",
    "AVALANCHEC": "AVAX-C",
    "AVAXCCHAIN": "AVAX-C",
    "ZKSYNCERA": "ZKSYNC",
    "TRX": "TRON",
    "TRC20": "TRON",
    "SOLANA": "SOL",
    "SPL": "SOL",
    "RIPPLE": "XRP",
    "XRPL": "XRP",
    "STELLAR": "XLM",
    "TONCOIN": "TON",
    "COSMOS": "ATOM",
    "OSMOSIS": "OSMO",
    "CELESTIA": "TIA",
    "INJECTIVE": "INJ",
    "CARDANO": "ADA",
    "POLKADOT": "DOT",
    "KUSAMA": "KSM",
    "APTOS": "APT",
    "ALGORAND": "ALGO",
    "HEDERA": "HBAR",
    "TEZOS": "XTZ",
    "FILECOIN": "FIL",
    "VAULTA": "EOS",
    "MONERO": "XMR",
    "KASPA": "KAS",
    "LITECOIN": "LTC",
    "DOGECOIN": "DOGE",
    "BITCOINCASH": "BCH",
    "ZCASH": "ZEC",
}


def network_called(name: str) -> Network | None:
    """By key, by name or by what its tokens are called: `TRC20`, `trx`, `TRON (TRC20)`."""
    bare = "".join(letter for letter in name.upper() if letter.isalnum())
    for network in _ALL:
        if bare in ("".join(c for c in one.upper() if c.isalnum()) for one in (network.key, network.name)):
            return network
    return NETWORKS.get(_OTHER_NAMES.get(bare, ""))
