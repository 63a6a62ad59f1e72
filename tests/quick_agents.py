"""Agents for tests that are not about signing in, without the second that a password costs."""

from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.people import sessions
from fairlead.people.models import AgentBrandRow, AgentRow
from tests.harness import Client, Installation


async def quick_agent(site: Installation, name: str, *, role: str = "agent") -> Client:
    """Signed in, of the installation's brand."""
    agent_id, moment = new_id(), clock.now()
    account = {
        "id": agent_id,
        "email": f"{name.lower()}@desk.example",
        "name": name,
        "role": role,
        "presence": "online",
    }
    async with site.system.database.write() as session:
        session.add(AgentRow(**account, password_hash="none", created_at=moment))
        await session.flush()
        session.add(AgentBrandRow(agent_id=agent_id, brand_id=site.brand_id))
        made = await sessions.create(session, kind="agent", subject_id=agent_id, brand_id=None, life=clock.HOUR)
    client = Client(site.base_url, cookies={"fairlead_desk": made.token})
    client.id = agent_id
    site.clients.append(client)
    return client
