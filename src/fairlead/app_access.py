"""Who may do what: the rules of every room, for the one gate that every door asks."""

from fairlead.automation import rules as automation_rules
from fairlead.brands import rules as brand_rules
from fairlead.conduct import rules as conduct_rules
from fairlead.conversations import permit
from fairlead.emergency import rules as emergency_rules
from fairlead.feedback import rules as rating_rules
from fairlead.helpcenter import rules as article_rules
from fairlead.people import rules as people_rules
from fairlead.promises import rules as promise_rules
from fairlead.roster import rules as roster_rules
from fairlead.routing import rules as routing_rules
from fairlead.tickets import rules as ticket_rules
from fairlead.webhooks import rules as webhook_rules

ACCESS = (
    permit.ACCESS,
    automation_rules.ACCESS,
    brand_rules.ACCESS,
    conduct_rules.ACCESS,
    emergency_rules.ACCESS,
    rating_rules.ACCESS,
    article_rules.ACCESS,
    people_rules.ACCESS,
    promise_rules.ACCESS,
    roster_rules.ACCESS,
    routing_rules.ACCESS,
    ticket_rules.ACCESS,
    webhook_rules.ACCESS,
)
