"""The doors of the queue and of what is promised by when: service hours, who works how much, who is next. `mount.py` asks
for them."""

from typing import Any

from fairlead.app import System
from fairlead.automation.rule_routes import rule_routes
from fairlead.brands import routes as hours_routes
from fairlead.promises import routes as promise_routes
from fairlead.roster import routes as roster_routes
from fairlead.routing import routes as routing_routes
from fairlead.routing.board_routes import board_routes
from fairlead.routing.turn_routes import turn_routes
from fairlead.webhooks import routes as webhook_routes


def mount_queue(s: System) -> list[Any]:
    return [
        *hours_routes.routes(brands=s.brands, hours=s.hours, authorize=s.authorize, team_names=s.teams.names),
        *rule_routes(rules=s.automation.rules, preview=s.automation.preview, brands=s.brands),
        *routing_routes.work_routes(work=s.queue.work, brands=s.brands),
        *promise_routes.routes(
            database=s.database, policies=s.queue.promises.policies, brands=s.brands, reader=s.reader
        ),
        *routing_routes.order_routes(reader=s.reader, kept=s.queue.line),
        *turn_routes(turns=s.queue.turns, limiter=s.messages, door=s.door),
        *board_routes(
            board=s.queue.board, moves=s.queue.moves, loans=s.queue.loans, surges=s.queue.surges, brands=s.brands
        ),
        *roster_routes.routes(shifts=s.queue.shifts, hand_over=s.queue.hand_over, brands=s.brands),
        *webhook_routes.endpoint_routes(
            endpoints=s.queue.endpoints, changes=s.queue.webhook_changes, outbox=s.queue.outbox, brands=s.brands
        ),
        *webhook_routes.delivery_routes(deliveries=s.queue.deliveries, sealer=s.sealer),
    ]
