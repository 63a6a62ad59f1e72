export default {
  /** Of the teams that kinds of tickets name as delivered. */
  teamNames: {
    'account-security': 'Account security',
    'L1-general': 'Customer care',
    'L1-trade': 'Trading support',
    'wallet-ops': 'Wallet operations',
    compliance: 'Compliance',
    'p2p-arbitration': 'P2P arbitration',
    kyc: 'Identity checks',
    derivatives: 'Derivatives',
    'fiat-payments': 'Payments',
    'api-tech': 'API support',
    bot: 'Assistant',
    card: 'Card team',
    earn: 'Earn team',
    'legal-le': 'Legal',
    complaints: 'Complaints',
    'vip-desk': 'VIP desk',
    privacy: 'Privacy',
    business: 'Business team',
    content: 'Content',
  },
}
