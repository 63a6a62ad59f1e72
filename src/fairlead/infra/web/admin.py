"""What operators see of the ground: jobs that failed for good, and their resend."""

from typing import Annotated, Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from fairlead.infra import jobs
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.ids import is_id


def routes(*, database: Database, authorize: Authorize) -> list[HTTPRouteHandler]:
    @get("/api/desk/jobs")
    async def list_jobs(
        agent: NamedDependency[Actor], wanted: Annotated[str, QueryParameter(name="state")] = jobs.DEAD
    ) -> dict[str, Any]:
        authorize(agent, "jobs.manage", None)
        if wanted not in (jobs.DEAD, jobs.READY):
            raise Invalid("invalid_field", field="state")
        async with database.read() as session:
            rows = await jobs.listing(session, state=wanted)
        return {
            "jobs": [
                {
                    "id": row.id,
                    "kind": row.kind,
                    "state": row.state,
                    "attempts": row.attempts,
                    "error": row.error,
                    "created_at": iso(row.created_at),
                    "run_at": iso(row.run_at),
                }
                for row in rows
            ]
        }

    @post("/api/desk/jobs/{job_id:str}/resend", status_code=204)
    async def resend_job(agent: NamedDependency[Actor], job_id: FromPath[str]) -> None:
        authorize(agent, "jobs.manage", None)
        async with database.write() as session:
            if not is_id(job_id) or not await jobs.resend(session, job_id):
                raise NotFound

    return [list_jobs, resend_job]
