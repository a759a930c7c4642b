"""The reviewer's desk: changes that people raise, consents of offices, and many acceptances at once."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine

from api.clock import stamp
from api.errors import ConsentRefusedError, ReservedNameError
from api.issues.model import SYSTEM_ACTOR
from api.proposals.acting import missing_keys
from api.proposals.bulk import BulkCount, BulkFilter, accept_bulk, count_bulk
from api.proposals.by_hand import Wanted, raise_by_hand
from api.proposals.consenting import CONSENTED_KINDS, Asked, asked_of, draw_up, give_consent, require_open_to_consents
from api.proposals.consenting import typed_data as data_to_sign
from api.proposals.consequences import Consequences, consequences_of
from api.proposals.explaining import explained
from api.proposals.model import POLICY_ACTOR, Proposal, ProposalState, ProposalSummary
from api.proposals.rules import Rules
from api.proposals.tracing import Trace, trace_of
from api.store.consents import ConsentCall, GivenConsent, read_call
from api.store.engine import reading, store_errors, writing
from api.store.proposals import read_proposal, read_summary
from node.client import RegistryClient
from node.connection import ChainConfig
from node.errors import ChainUnavailableError, DevnetError
from node.identifiers import OfficeCode
from node.signer import Signer


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What people want to know beside the proposal itself; `keys` and `missing_keys` are office codes."""

    consequences: Consequences | None
    consents: tuple[ConsentCall, list[Asked]] | None
    trace: Trace
    keys: frozenset[str]
    missing_keys: Sequence[str]

    @property
    def missing_consents(self) -> list[str]:
        """The offices whose signature is awaited."""
        return self.consents[0].missing if self.consents else []


_OPEN_OR_APPROVED = (ProposalState.PROPOSED, ProposalState.DEFERRED, ProposalState.APPROVED)


class Desk:
    """What a person does beyond judging one proposal; the chain and the keys are asked for only where needed."""

    def __init__(
        self,
        engine: Engine,
        rules: Rules,
        client: Callable[[], RegistryClient],
        signers: Callable[[], Mapping[OfficeCode, Signer]],
        known_chain: Callable[[], Mapping[str, Any]],
        keys: Callable[[], frozenset[str]],
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._client = client
        self._signers = signers
        self._known_chain = known_chain
        self._keys = keys

    # Changes raised by people

    def propose(self, wanted: Wanted, *, dry_run: bool = False) -> tuple[Proposal, ProposalView]:
        """Put a change into the queue, or only show what it would be and do.

        Raises:
            GidError: it cannot be done as things stand; see `standing.change_of`.
        """
        refuse_reserved(wanted.by)
        with store_errors(), self._engine.connect() as connection:
            proposal = explained(read_proposal(connection, raise_by_hand(connection, wanted, self._rules.clock)))
            shown = self._view(connection, proposal)
            if dry_run:
                connection.rollback()
            else:
                connection.commit()
        return proposal, shown

    def view(self, proposal: Proposal) -> ProposalView:
        """What approving would do, whose consent is there, how far it has come. Asks no chain."""
        with reading(self._engine) as connection:
            return self._view(connection, proposal)

    def _view(self, connection: Connection, proposal: Proposal) -> ProposalView:
        summary, keys = proposal.summary, self._keys()
        call = read_call(connection, proposal.id)
        return ProposalView(
            consequences=consequences_of(connection, proposal) if summary.state in _OPEN_OR_APPROVED else None,
            consents=(call, asked_of(call, summary.kind, self._signing_domain())) if call else None,
            trace=trace_of(connection, proposal),
            keys=keys,
            missing_keys=missing_keys(summary, keys),
        )

    # Consents

    def call_for_consents(self, proposal: Proposal) -> Proposal:
        """Say at once what the offices have to sign for an approved merge or split; later where the chain is away."""
        summary = proposal.summary
        if summary.kind in CONSENTED_KINDS and summary.state is ProposalState.APPROVED:
            try:
                client = self._client()
                with writing(self._engine) as connection:
                    draw_up(connection, client, summary)
            except (ChainUnavailableError, DevnetError):
                pass  # anchoring asks again, and so does whoever consents
        return proposal

    def missing_consents(self, summary: ProposalSummary) -> list[str]:
        """The offices whose signature an approved merge or split waits for, as far as they were asked."""
        if summary.kind not in CONSENTED_KINDS or summary.state is not ProposalState.APPROVED:
            return []
        with reading(self._engine) as connection:
            call = read_call(connection, summary.id)
        return call.missing if call else []

    def consent(self, proposal_id: str, office: str, signature: bytes | None, *, by: str) -> ConsentCall:
        """Take one office's consent; without a signature it is made with the office's key, where that is here.

        Raises:
            UnknownProposalError: there is no such proposal.
            ConsentRefusedError: it waits for no such consent, or the signature is not the office's.
            ChainUnavailableError: nothing was asked for yet, and the chain that says whom to ask is away.
        """
        refuse_reserved(by)
        with writing(self._engine) as connection:
            summary = read_summary(connection, proposal_id)
            require_open_to_consents(summary)
            call = read_call(connection, proposal_id) or draw_up(connection, self._client(), summary)
            signed = signature if signature is not None else self._sign(call, summary, office)
            given = GivenConsent(office, signed, by, stamp(self._rules.clock()))
            return give_consent(connection, summary, given, call=call, config=self._signing_domain())

    def _sign(self, call: ConsentCall, summary: ProposalSummary, office: str) -> bytes:
        signer = self._signers().get(OfficeCode(office))
        if signer is None:
            raise ConsentRefusedError(summary.id, f"the key of {office} is not here; send its signature")
        if office not in call.numbers:
            raise ConsentRefusedError(summary.id, f"the consent of {office} is not asked for")
        return signer.sign_typed_data(data_to_sign(call, summary.kind, self._signing_domain(), office))

    def _signing_domain(self) -> ChainConfig:
        chain = self._known_chain()
        return ChainConfig(chain["rpcUrl"], chain["chainId"] or 0, chain["registry"], "")

    # Many at once

    def count_bulk(self, wanted: BulkFilter) -> BulkCount:
        """What would be accepted together."""
        with reading(self._engine) as connection:
            return count_bulk(connection, wanted)

    def accept_bulk(
        self, wanted: BulkFilter, *, mark: str | None, by: str, office: str = "", reason: str = ""
    ) -> BulkCount:
        """Accept together what was counted; see `bulk.accept_bulk`."""
        refuse_reserved(by)
        with writing(self._engine) as connection:
            return accept_bulk(connection, wanted, self._rules, mark=mark, by=by, office=office, reason=reason)


def refuse_reserved(by: str) -> None:
    """Nobody may sign as the policy or the system: figures and audit trail tell their doings by these names.

    Raises:
        ReservedNameError: somebody does.
    """
    name = unicodedata.normalize("NFKC", by).strip().casefold()
    if name in (POLICY_ACTOR, SYSTEM_ACTOR):
        raise ReservedNameError(name)
