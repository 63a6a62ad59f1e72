"""What customers are told while they are away: web push to the browsers they allowed it on."""
