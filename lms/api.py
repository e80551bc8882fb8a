"""The API: every address under ``/api/v1/``, described at ``/api/v1/openapi.json``."""

from accounts.api import PersonalToken
from accounts.api import router as accounts
from cohorts.api import router as cohorts
from core.api import DescribedAPI, tell_refusals
from projects.api import CONFLICTS, ROUTERS

api = DescribedAPI(
    title="Minwal",
    version="1",
    description="What the pages do, for programs: the same actions, with the rights of the token's person.",
    urls_namespace="api",
    auth=PersonalToken(),
    # The package's page of documentation loads its scripts from another host.
    docs_url=None,
)
tell_refusals(api)
for conflict, handler in CONFLICTS.items():
    api.add_exception_handler(conflict, handler)
api.add_router("", accounts, tags=["Account"])
api.add_router("", cohorts, tags=["Cohorts"])
for tag, router in ROUTERS.items():
    api.add_router("", router, tags=[tag])
