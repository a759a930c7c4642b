"""Sign in, see what one may do, sign out."""

from fastapi import APIRouter, Request, Response

from api.access.gate import Doorkeeper
from api.access.recognising import COOKIE, session_token
from api.guards import LOOPBACK_HOSTS
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.access import SessionOut, SignInIn
from api.schemas.wire import ANSWERS

router = APIRouter(prefix="/v1/session", tags=["session"], responses=ANSWERS)


@router.post("", status_code=201)
def open_session(sign_in: SignInIn, request: Request, response: Response, pilot: ServedPilot) -> SessionOut:
    """Sign a person in; the answer sets a cookie that scripts cannot read. 429 after too many wrong passwords."""
    keeper: Doorkeeper = request.app.state.doorkeeper
    address = request.client.host if request.client else ""
    begun = keeper.sign_in.open(sign_in.name, sign_in.password, address=address)
    secure = request.url.scheme == "https" or pilot.settings.server.host not in LOOPBACK_HOSTS
    response.set_cookie(
        COOKIE, begun.token, max_age=begun.seconds, path="/", httponly=True, samesite="strict", secure=secure
    )
    return SessionOut.of(keeper.recogniser.recognise({"cookie": f"{COOKIE}={begun.token}"}))


@router.get("")
def read_session(acting: ActingAccount) -> SessionOut:
    """Who acts and what they may do; answers everybody, also those who did not sign in."""
    return SessionOut.of(acting)


@router.delete("", status_code=204)
def close_session(acting: ActingAccount, request: Request, response: Response) -> None:
    """Sign out: the session ends on the server, not only in the browser."""
    keeper: Doorkeeper = request.app.state.doorkeeper
    token = session_token(request.headers)
    if token and acting.id:
        keeper.sign_in.close(token, name=acting.name)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
