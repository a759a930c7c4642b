"""The running pilot, put together once: store, matching, chain. The command line, the API and the demo stand on it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Engine, select

from api.access.accounts import Accounts
from api.access.trail import Trail
from api.applicants.corpus import read_corpus
from api.applicants.network import BatchLine, OfficeStanding, batch_lines, office_standings
from api.applicants.reading import ApplicantDetail, ApplicantReader
from api.applicants.searching import ApplicantFinder, ApplicantHit
from api.applicants.summary import Summary, state_of, summarise
from api.chain import chain_config, devnet_folder
from api.clock import Clock, stamp, system_clock
from api.desk import Desk, refuse_reserved
from api.did.credential import credential
from api.erasure.certificate import ErasureRequest
from api.erasure.erasing import Eraser
from api.erasure.list_file import ErasureList
from api.errors import ExtractError, NothingDecidedError
from api.exports.form import Definition, ExportForm, ExportQuestion
from api.exports.writing import write_export
from api.home import make_home, require_home
from api.intake.checking import OnRefused
from api.intake.notes import Notes
from api.intake.reading import AS_FOUND, ReadOptions, open_reading
from api.intake.rows import RawRecord, RowProblem, check_row
from api.intake.take import IntakeOptions, IntakeReport, NumberedRows, OnWithdrawn, take_records
from api.issues.log import amend_issue, raise_issue, raise_what_is_seen
from api.issues.model import Issue, IssueChange, IssueDraft, IssueFilter
from api.keys import key_codes, office_signers, waiting_for_keys
from api.proposals.acting import missing_keys
from api.proposals.anchoring import Anchoring, AnchorReport
from api.proposals.approving import PolicyReport, accept_by_policy
from api.proposals.comparing import Comparer
from api.proposals.explaining import explained
from api.proposals.judging import JudgementRequest, judge_proposal, judge_within
from api.proposals.model import Decision, Proposal, ProposalSummary
from api.proposals.raising import ProposeReport, raise_proposals
from api.proposals.rules import Rules
from api.proposals.withdrawing import propose_parting
from api.settings import Settings
from api.store.applicants import find_applicant
from api.store.auditing import AuditReport, audit_applicants, audit_store
from api.store.commitments import opening_of
from api.store.engine import open_engine, reading, store_errors, writing
from api.store.issues import issue_page, read_issue
from api.store.migrate import migrate
from api.store.proposal_queue import ProposalPage, proposal_page
from api.store.proposals import ProposalFilter, read_proposal
from api.store.tables import applicants
from api.uploads.desk import UploadDesk
from api.uploads.folder import UploadFolder
from api.uploads.progress import ProgressBoard
from api.uploads.work import UploadWork
from devnet.deploy import read_deployment
from matching.errors import NameTooLongError
from matching.folding import MAX_NAME_CHARS
from matching.records import OfficeRecord
from node.certificates import Certificate, build_certificate
from node.client import RegistryClient
from node.connection import ChainConfig
from node.errors import ChainUnavailableError, DevnetError, GidError, InvalidInputError, UnknownGidError
from node.identifiers import Gid, OfficeCode, format_gid
from node.index import ChainIndex
from node.index_audit import audit_index
from node.lookups import Lookups
from node.proofs import Proof, build_proof
from node.signer import Signer

Progress = Callable[[str, int, int], None]


class Pilot:
    """One office network's records, proposals and registrations. The chain is connected at its first use."""

    def __init__(self, settings: Settings, engine: Engine, *, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.engine = engine
        self.clock = clock
        readers = engine.execution_options(gid_reads=True)  # so that no question waits for whoever writes
        self.applicants = ApplicantReader(readers)
        self.finder = ApplicantFinder(readers, settings.match)
        self.lookups = Lookups(readers)
        self.comparer = Comparer(settings.match)
        self._summary: tuple[tuple[str, ...], Summary] | None = None
        self.accounts = Accounts(engine, clock)
        self.trail = Trail(engine)
        self.eraser = Eraser(engine, ErasureList(settings.home), clock)
        self.rules = Rules(settings.policy, settings.match.auto_accept_from, clock)

    # Records and proposals

    def import_extract(
        self,
        path: Path,
        office: str | None = None,
        *,
        on_refused: OnRefused | None = None,
        dry_run: bool = False,
        skip_refused: bool = False,
        read: ReadOptions = AS_FOUND,
        progress: Progress | None = None,
    ) -> IntakeReport:
        """Take an office's extract or document feed; `api.intake.reading` says which, and `take_records` how.

        Raises:
            ExtractError: it cannot be read, or its encoding is a guess that a person has to confirm first.
        """
        limits, home = self.settings.intake, self.settings.home
        with (
            open_reading(path, limits, replace(read, office=office)) as reading_,
            TemporaryDirectory(dir=home if home.is_dir() else None, prefix="intake-") as folder,
        ):
            if not (reading_.encoding.certain or read.encoding or dry_run):
                raise _unproven(path, reading_.encoding.name)
            options = IntakeOptions(
                dry_run,
                skip_refused,
                actor=office or "cli",
                stage=f"read {path.name}",
                adds=reading_.adds,
                staging=Path(folder) / "staged",
                on_refused=on_refused,
                on_withdrawn=self._parting(office or "cli"),
            )
            return self._take(reading_.rows, options, progress, reading_.notes)

    def import_records(
        self, records: list[RawRecord], *, dry_run: bool = False, skip_refused: bool = False, by: str = "api"
    ) -> IntakeReport:
        """Take records that came as JSON, by the same rules, in one transaction; `by` sent them."""
        rows: list[tuple[int, RawRecord | RowProblem]] = list(enumerate(records, start=1))
        options = IntakeOptions(
            dry_run, skip_refused, actor=by, stage="upload", chunk=max(len(rows), 1), on_withdrawn=self._parting(by)
        )
        return self._take(rows, options, None, Notes())

    def _take(
        self, rows: NumberedRows, options: IntakeOptions, progress: Progress | None, notes: Notes
    ) -> IntakeReport:
        limits = self.settings.intake
        return take_records(
            self.engine, rows, limits=limits, options=options, clock=self.clock, notes=notes, progress=progress
        )

    def propose(self, *, progress: Progress | None = None, again: bool = False) -> ProposeReport:
        """Compare all records and raise what is new; `again` compares even when nothing changed."""
        settings = self.settings
        return raise_proposals(
            self.engine,
            settings.match,
            settings.policy,
            clock=self.clock,
            comparer=self.comparer,
            progress=progress,
            again=again,
        )

    def accept_by_policy(self, *, progress: Progress | None = None) -> PolicyReport:
        """Approve what is certain, without a person."""
        return accept_by_policy(self.engine, self.rules, progress)

    def proposal_page(self, wanted: ProposalFilter, *, limit: int = 50, cursor: str = "") -> ProposalPage:
        """The queue, the greatest impact and doubt first."""
        with reading(self.engine) as connection:
            return proposal_page(connection, wanted, limit=limit, cursor=cursor)

    def proposal(self, proposal_id: str) -> Proposal:
        """One proposal in full."""
        with reading(self.engine) as connection:
            return explained(read_proposal(connection, proposal_id))

    def judge(
        self,
        proposal_id: str,
        decision: str,
        *,
        by: str,
        office: str = "",
        reason: str = "",
        expected_version: int | None = None,
        groups: tuple[tuple[str, ...], ...] = (),
    ) -> Proposal:
        """Decide about a proposal: approve, reject, defer or reopen; `groups` as in `JudgementRequest`."""
        refuse_reserved(by)
        request = JudgementRequest(Decision(decision), by, office, reason, expected_version, groups)
        return self.desk.call_for_consents(judge_proposal(self.engine, proposal_id, request, self.rules))

    def judge_all(
        self, proposal_ids: Iterable[str], decision: str, *, by: str, office: str = "", reason: str = ""
    ) -> list[Proposal]:
        """Decide about several proposals in one transaction: all, or none when one of them is in the way.

        Raises:
            NothingDecidedError: one of several cannot be decided; a single one raises what `judge` raises.
        """
        refuse_reserved(by)
        request = JudgementRequest(Decision(decision), by, office, reason)
        names = list(dict.fromkeys(proposal_ids))
        with writing(self.engine) as connection:
            for name in names:
                try:
                    judge_within(connection, read_proposal(connection, name), request, self.rules)
                except GidError as error:
                    if len(names) == 1:
                        raise
                    raise NothingDecidedError(name, error, asked=len(names)) from error
            decided = [read_proposal(connection, name) for name in names]
        return [self.desk.call_for_consents(proposal) for proposal in decided]

    @cached_property
    def desk(self) -> Desk:
        """Changes that people raise, consents, and many acceptances at once."""
        keys = partial(key_codes, self.settings.home)
        return Desk(self.engine, self.rules, lambda: self.client, lambda: self.signers, self.known_chain, keys)

    def consent(self, proposal_id: str, office: str, signature: bytes | None, *, by: str) -> Proposal:
        """Take one office's consent, see `Desk.consent`; when it was the last one missing, the proposal is anchored."""
        call = self.desk.consent(proposal_id, office, signature, by=by)
        if not call.missing:
            with suppress(ChainUnavailableError, DevnetError):  # the next anchoring sends it
                self.anchor(only=[proposal_id])
        return self.proposal(proposal_id)

    # Erasure

    def erase(self, request: ErasureRequest) -> dict[str, Any]:
        """Erase a natural person, from memory too; returns the certificate."""
        self.uploads.drop_idle()  # files hold names too; what is erased now does not come back with them
        document = self.eraser.erase(request)
        self.forget_memory()
        return document

    def forget_memory(self) -> None:
        """Drop what was remembered of records to answer faster; it is built again from the store."""
        readers = self.engine.execution_options(gid_reads=True)
        self.finder = ApplicantFinder(readers, self.settings.match)
        self.comparer = Comparer(self.settings.match)
        self._summary = None

    # The issue log

    def issue_page(self, wanted: IssueFilter, *, limit: int = 50, after: int = 0) -> tuple[list[Issue], int]:
        """Issues, open ones and the gravest first, from behind the first `after`; and how many there are in all."""
        with reading(self.engine) as connection:
            return issue_page(connection, wanted, limit=limit, after=after)

    def issue(self, issue_id: int) -> Issue:
        """One issue."""
        with reading(self.engine) as connection:
            return read_issue(connection, issue_id)

    def raise_issue(self, draft: IssueDraft, *, by: str) -> Issue:
        """Enter an issue that a person raises; a contest by an applicant is one with a GID."""
        refuse_reserved(by)
        return raise_issue(self.engine, draft, by=by, clock=self.clock)

    def amend_issue(self, issue_id: int, change: IssueChange, *, by: str, expected_version: int | None = None) -> Issue:
        """Close an issue, open it again, or change what is proposed about it."""
        refuse_reserved(by)
        return amend_issue(self.engine, issue_id, change, by=by, clock=self.clock, expected_version=expected_version)

    def raise_what_is_seen(self) -> list[int]:
        """Let the system enter the issues it sees in the records; the numbers of the new ones."""
        with reading(self.engine) as connection:
            corpus = read_corpus(connection)
        return raise_what_is_seen(self.engine, corpus, clock=self.clock)

    @cached_property
    def uploads(self) -> UploadDesk:
        """The desk at which files are handed in."""
        limits, match = self.settings.intake, self.settings.match
        folder = UploadFolder(self.settings.home / "uploads", limits.max_uploads_bytes)
        work = UploadWork(
            self.engine,
            folder,
            limits,
            self.clock,
            ProgressBoard(),
            likeness=self._likeness,
            parting=self._parting,
            accept_from=match.auto_accept_from,
            review_from=match.review_from,
            propose=lambda: sum(self.propose().raised.values()),
        )
        return UploadDesk(self.engine, folder, limits, self.clock, work)

    def _parting(self, by: str) -> OnWithdrawn:
        """What follows when an office takes back records that GIDs stand on."""
        return lambda connection, gone: propose_parting(connection, gone, by=by, clock=self.clock)

    def _likeness(self, record: OfficeRecord) -> float:
        return max((hit.probability for hit in self.finder.match(record, top=1)), default=0.0)

    def close(self) -> None:
        """End what runs beside the requests."""
        if "uploads" in self.__dict__:
            self.uploads.close()

    # The chain

    @property
    def chain(self) -> ChainConfig:
        """How the chain is reached now; raises ChainUnavailableError when no devnet runs and no URL is set."""
        return chain_config(self.settings.chain, self.settings.home)

    @property
    def client(self) -> RegistryClient:
        """A client of the registry; asked for anew, because a devnet that was restarted has another port."""
        return RegistryClient(self.chain)

    @property
    def index(self) -> ChainIndex:
        """The index that follows the chain; `Pilot.lookups` reads it, as far as it has followed, without a chain."""
        return ChainIndex(self.engine, self.client)

    @cached_property
    def signers(self) -> Mapping[OfficeCode, Signer]:
        """The office keys at hand, unlocked once."""
        return office_signers(self.settings.home)

    def missing_keys(self, summary: ProposalSummary) -> list[str]:
        """The offices without whose keys this approved proposal is not sent from here."""
        return missing_keys(summary, key_codes(self.settings.home))

    def waiting_for_keys(self) -> dict[str, int]:
        """How many approved proposals wait for the key of which office."""
        with reading(self.engine) as connection:
            return waiting_for_keys(connection, key_codes(self.settings.home))

    def anchor(
        self, *, progress: Progress | None = None, only: Collection[str] | None = None, wait: bool = False
    ) -> AnchorReport:
        """Bring everything approved to the chain; safe to call again after a crash.

        Args:
            progress: Told of each operation.
            only: The approved proposals that may be sent; None stands for all.
            wait: Leave batches that are not full for a later call until they are `Policy.batch_age_s` old.
        """
        client, policy = self.client, self.settings.policy
        index, age_s = ChainIndex(self.engine, client), policy.batch_age_s if wait else 0.0
        anchoring = Anchoring(
            self.engine, client, self.signers, index, policy.batch_size, self.rules, only=only, age_s=age_s
        )
        return anchoring.run(progress)

    def rebuild(self, *, progress: Progress | None = None) -> str:
        """Throw the index away, fold the whole chain again, and return the digest of the outcome."""
        index = self.index
        index.rebuild(progress=progress)
        return index.digest()

    def audit(self, *, progress: Progress | None = None) -> AuditReport:
        """Compare what is stored with itself and with the chain; changes nothing.

        Raises:
            DamagedError: the first thing that is not as it was written.
            ChainUnavailableError: nothing is wrong in the store itself, and the chain cannot be asked.
        """
        readers = self.engine.execution_options(gid_reads=True)
        with reading(self.engine) as connection:
            store = audit_store(connection)
        with store_errors():
            index = audit_index(readers, self.client, progress=progress)
        with reading(self.engine) as connection:
            audit_applicants(connection)
        return AuditReport(store, index)

    # Applicants

    def applicant(self, gid: Gid) -> ApplicantDetail:
        """One applicant in full."""
        return self.applicants.detail(gid)

    def search(self, text: str, *, top: int = 10) -> list[ApplicantHit]:
        """Find registered applicants by name, GID or office number.

        Raises:
            NameTooLongError: it is longer than a name may be.
        """
        _require_short(text)
        return self.finder.find(text, top=top)

    def match(self, question: RawRecord | str, *, top: int = 5) -> list[ApplicantHit]:
        """The registered applicants a record or a bare name may stand for.

        Raises:
            InvalidInputError: the record could not be taken as an office record either.
            NameTooLongError: the bare name is longer than a name may be.
        """
        if isinstance(question, str):
            _require_short(question)
            return self.finder.match(question, top=top)
        try:
            return self.finder.match(check_row(question, self.settings.intake), top=top)
        except RowProblem as problem:
            raise InvalidInputError(str(problem)) from None

    def proof(self, gid: Gid) -> Proof:
        """What lets a stranger check this GID, its record and salt included.

        Raises:
            UnknownGidError: it was not registered here.
            ErasedRecordError: its record or salt was erased.
        """
        with reading(self.engine) as connection:
            row = find_applicant(connection, gid)
            if row is None:
                raise UnknownGidError(gid)
            record, salt = opening_of(connection, row.commitment)
        return build_proof(self.lookups, self.chain, gid, record=record, salt=salt, record_version=row.record_version)

    def credential(self, gid: Gid, *, base: str) -> dict[str, Any]:
        """A credential that says this GID is registered, without record or salt; needs the index, no chain.

        Raises:
            UnknownGidError: it was not registered here, or the index has not followed yet.
            MergedGidError: it lives on in another GID.
            RevokedGidError: it was revoked.
        """
        known = self.known_chain()
        chain = ChainConfig(known["rpcUrl"], known["chainId"] or 0, known["registry"], offices="")
        return credential(self.applicant(gid), build_proof(self.lookups, chain, gid), base=base)

    def export(self, form: ExportForm, out: BinaryIO, question: ExportQuestion) -> Definition:
        """Write registered applicants into a file; see `write_export`."""
        return write_export(self.engine, form, out, question, clock=self.clock)

    def certificate(self, gid: Gid, *, disclose: bool = False) -> Certificate:
        """The short statement of this GID as of the block that the index has reached, with its record if disclosed.

        Raises:
            UnknownGidError: it was not registered here.
            ErasedRecordError: the record is to be disclosed, and it or its salt was erased.
        """
        with reading(self.engine) as connection:
            row = find_applicant(connection, gid)
            if row is None:
                raise UnknownGidError(gid)
            record, salt = opening_of(connection, row.commitment) if disclose else (None, None)
        version = row.record_version
        return build_certificate(self.lookups, self.chain, gid, record=record, salt=salt, record_version=version)

    def registered_gids(self) -> list[Gid]:
        """Every GID registered through this store and not erased, ascending."""
        with reading(self.engine) as connection:
            query = select(applicants.c.gid).where(applicants.c.erased_at.is_(None)).order_by(applicants.c.gid)
            return [Gid(gid) for gid in connection.execute(query).scalars()]

    @staticmethod
    def print_gid(gid: Gid) -> str:
        """The form people read: GID 0000 0012 3456 cc."""
        return format_gid(gid)

    def summary(self) -> Summary:
        """The pilot in figures; needs no chain, and counts again only after something changed."""
        with reading(self.engine) as connection:
            seen = state_of(connection)
            if self._summary is None or self._summary[0] != seen:
                counted = summarise(connection, chain=self.known_chain(), at=stamp(self.clock()))
                self._summary = (seen, counted)
            return self._summary[1]

    def offices(self) -> list[OfficeStanding]:
        """Every office that sent records or takes part on the chain."""
        with reading(self.engine) as connection:
            return office_standings(connection)

    def batches(self, *, limit: int = 50) -> tuple[list[BatchLine], int]:
        """The newest batches, and how many there are."""
        with reading(self.engine) as connection:
            return batch_lines(connection, limit=limit)

    def known_chain(self) -> dict[str, Any]:
        """Chain id, URL and registry as far as settings and data folder tell; asks no chain."""
        chain, deployment = self.settings.chain, read_deployment(devnet_folder(self.settings.home))
        return {
            "chainId": chain.chain_id or (deployment.chain_id if deployment else None),
            "rpcUrl": chain.rpc_url,
            "registry": chain.registry or (deployment.registry if deployment else ""),
        }


def _unproven(path: Path, encoding: str) -> ExtractError:
    return ExtractError(
        f"{path}: the bytes look like {encoding}, which cannot be proven",
        advice=f"look at the names with --dry-run, then say --encoding {encoding}; or save the file as UTF-8",
    )


def _require_short(text: str) -> None:
    """Before anything is looked for, so that the answer is the same in an empty pilot."""
    if len(text) > MAX_NAME_CHARS:
        raise NameTooLongError(len(text), MAX_NAME_CHARS)


@contextmanager
def open_pilot(settings: Settings, *, make: bool = True, clock: Clock = system_clock) -> Iterator[Pilot]:
    """Open the pilot of a data folder, making the tables where they are missing.

    Args:
        settings: Which folder and database.
        make: Make a missing folder; without it a folder that is not there is an error, as for whoever only reads.
        clock: For the time on what is written.

    Raises:
        NoPilotError: the folder is missing and not to be made.
        HomeUnusableError: it cannot be used.
        StoreUnavailableError: the database cannot be used.
    """
    if not settings.database_url:
        (make_home if make else require_home)(settings.home)
    engine = open_engine(settings.store_url)
    try:
        migrate(engine)
        pilot = Pilot(settings, engine, clock=clock)
        pilot.eraser.apply_list()
        try:
            yield pilot
        finally:
            pilot.close()
    finally:
        engine.dispose()
