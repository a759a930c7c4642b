"""The account in whose name a request acts, handed to the handlers that ask for it."""

from typing import Annotated

from fastapi import Depends

from api.access.gate import acting_account
from api.access.roles import Acting

ActingAccount = Annotated[Acting, Depends(acting_account)]
