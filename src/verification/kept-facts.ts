import type { BranchMonthState } from '../assessments/states.js';
import type { Canonical } from '../audit/canonical.js';
import type { TrailRecord } from '../audit/trail.entity.js';
import { correctionSteps, type CorrectionStep } from '../publication/correction.js';
import { type ExemptionStep, exemptionSteps } from '../records/exemption.js';
import type { Said } from './chain-rules.js';

/** Tables beside sheets and publications whose rows the trail tells of; how they are read stands in kept-rows.ts. */
export type KeptTable =
  | 'amendments'
  | 'branch_months'
  | 'corrections'
  | 'evidence_files'
  | 'exemptions'
  | 'imported_months'
  | 'meetings'
  | 'month_steps'
  | 'objections'
  | 'pre_reviews'
  | 'proxy_entries'
  | 'publication_receipts'
  | 'publication_withdrawals'
  | 'report_facts'
  | 'sheets'
  | 'talk_records'
  | 'vetoes';

/** Words that stand in the trail as a digest; `name` is what a salted one was made under, null: it has no salt. */
export interface RecordedWords {
  name: string | null;
  digest: string | null;
}

/** What the trail says last about one row. */
export interface RecordedRow {
  columns: Record<string, Canonical>;
  words: Record<string, RecordedWords>;
}

/** What a month's state is after these. */
const monthStates: Record<string, BranchMonthState> = {
  'month.open': 'selfAssessment',
  'month.startPreReview': 'preReview',
  'month.startReview': 'review',
  'month.ready': 'ready',
  'month.reviewAgain': 'review',
  'month.publish': 'published',
  'month.withdraw': 'review',
  'month.confirm': 'confirmed',
  'month.report': 'reported',
  'month.reportReturn': 'confirmed',
  'month.accept': 'archived',
  'month.import': 'archived',
  'month.takeBack': 'takenBack',
};

/** The columns of a slip that say when a step was taken and by whom. */
const slipColumns: Record<CorrectionStep, readonly [by: string | null, at: string]> = {
  propose: [null, 'proposedAt'],
  decide: ['decidedBy', 'decidedAt'],
  countersign: ['countersignedBy', 'countersignedAt'],
  issue: ['issuedBy', 'issuedAt'],
  refuse: ['endedBy', 'endedAt'],
  withdraw: ['endedBy', 'endedAt'],
};

/** Follows a branch's trail and keeps the last that it says about every row of these tables, and which rows wait unconfirmed. */
export class KeptFacts {
  /** Sheets that were left out when their month was confirmed, and have not been confirmed since. */
  readonly waiting = new Set<number>();
  private readonly tables = new Map<KeptTable, Map<string, RecordedRow>>();

  /** By the row's key as text. */
  of(table: KeptTable): ReadonlyMap<string, RecordedRow> {
    return this.tables.get(table) ?? new Map<string, RecordedRow>();
  }

  follow({ action, at }: TrailRecord, said: Said): void {
    const [room, step = ''] = action.split('.');
    const by = said.actorAccountId ?? null;
    if (room === 'month') this.followMonth(action, at, said);
    else if (room === 'correction') this.followSlip(step, { at, by }, said);
    else if (room === 'objection') this.followObjection(step, { at, by }, said);
    else if (room === 'meeting') this.followMeeting(step, { at, by }, said);
    else if (room === 'evidence') this.followEvidence(step, { at, by }, said);
    else if (room === 'sheet') this.followSheet(step, { at, by }, said);
    else if (room === 'row') this.followRow(step, said);
    else if (room === 'talk') this.followTalk({ at, by }, said);
    else if (room === 'exemption') this.followExemption(step, { at, by }, said);
    else if (room === 'reportFacts')
      this.note('report_facts', said.period, { changedAt: at, changedBy: by }, plain('facts', said));
    else if (room === 'veto') this.followVeto(step, { at, by }, said);
    else if (action === 'board.acknowledge')
      this.note('publication_receipts', `${said.publicationId} ${said.memberId}`, { seenAt: at });
  }

  private followMonth(action: string, at: string, said: Said): void {
    const { branchMonthId } = said;
    const by = said.actorAccountId ?? null;
    const state = monthStates[action];
    if (state) this.note('branch_months', branchMonthId, { state });
    if (action === 'month.check')
      this.note('month_steps', `${branchMonthId} confidentialityCheck`, { at, accountId: by });
    if (action === 'month.approve') this.note('month_steps', `${branchMonthId} approval`, { at, accountId: by });
    if (action === 'month.agreeUnchanged')
      for (const id of idsIn(said.sheetIds)) {
        this.forget('pre_reviews', id);
        this.note('pre_reviews', id, { at, accountId: by }, { lines: nothing });
      }
    if (action === 'month.confirm') for (const id of idsIn(said.waitingSheetIds)) this.waiting.add(id);
    if (action === 'month.import')
      this.note('imported_months', said.number, {
        importedAt: at,
        importedBy: by,
        fileDigest: said.fileDigest ?? null,
      });
    if (action !== 'month.withdraw' && action !== 'month.takeBack') return;
    for (const number of idsIn(said.numbers))
      this.note('publication_withdrawals', number, { withdrawnAt: at, withdrawnBy: by }, plain('reason', said));
    for (const row of this.tables.get('objections')?.values() ?? []) closeWithMonth(row, branchMonthId ?? null);
  }

  private followSlip(step: string, { at, by }: Step, said: Said): void {
    // A slip that was printed is the slip it was.
    if (step === 'export') return;
    const { correctionId, year = null, number = null, sheetId = null, memberId: subjectMemberId = null } = said;
    const words = salted(['reason', 'evidence', 'changes'], said);
    this.note('corrections', correctionId, { year, number, sheetId, subjectMemberId });
    if (step === 'write') this.note('corrections', correctionId, { state: 'draft', askedBy: by, askedAt: at }, words);
    if (step === 'rewrite') this.note('corrections', correctionId, {}, words);
    if (!(step in correctionSteps)) return;
    const [byColumn, atColumn] = slipColumns[step as CorrectionStep];
    const state = correctionSteps[step as CorrectionStep];
    this.note('corrections', correctionId, { state, [atColumn]: at, ...(byColumn && { [byColumn]: by }) });
    if (step === 'issue') this.note('corrections', correctionId, {}, plain('effects', said));
    if (words.reason) this.note('corrections', correctionId, {}, { endReason: words.reason });
  }

  private followVeto(step: string, { at, by }: Step, said: Said): void {
    const {
      vetoId,
      memberId = null,
      vetoCode = null,
      factDay = null,
      documentNumber = null,
      documentDay = null,
    } = said;
    const { reason, liftReason, refusalReason } = salted(['reason', 'liftReason', 'refusalReason'], said);
    const note = (columns: Record<string, Canonical>, words: Record<string, RecordedWords | undefined> = {}) =>
      this.note('vetoes', vetoId, { memberId, vetoCode, factDay, ...columns }, words);
    const lifting = (columns: Record<string, Canonical>) =>
      Object.fromEntries(
        ['liftNumber', 'liftDay', 'liftProposedBy', 'liftProposedAt'].map((name) => [name, columns[name] ?? null]),
      );
    if (step === 'propose')
      note(
        { state: 'proposed', documentNumber, takenNumber: documentNumber, documentDay, proposedBy: by, proposedAt: at },
        { reason },
      );
    if (step === 'confirm') note({ state: 'set', confirmedBy: by, confirmedAt: at });
    if (step === 'refuse') note({ state: 'refused', takenNumber: null }, { refusalReason });
    if (step === 'proposeLifting')
      note(
        {
          state: 'liftingProposed',
          ...lifting({ liftNumber: documentNumber, liftDay: documentDay, liftProposedBy: by, liftProposedAt: at }),
        },
        { liftReason },
      );
    if (step === 'lift') note({ state: 'lifted', liftedBy: by, liftedAt: at });
    if (step === 'keep') note({ state: 'set', ...lifting({}) }, { liftReason: nothing, refusalReason });
  }

  private followObjection(step: string, { at, by }: Step, said: Said): void {
    const {
      objectionKey,
      branchMonthId = null,
      sheetId = null,
      memberId: subjectMemberId = null,
      itemCode = null,
    } = said;
    const anonymous = said.anonymous === true ? 1 : 0;
    const { reason, answer } = salted(['reason', 'answer'], said);
    const note = (columns: Record<string, Canonical>, words: Record<string, RecordedWords | undefined> = {}) =>
      this.note('objections', objectionKey, columns, words);
    note({ branchMonthId, sheetId, subjectMemberId, itemCode, anonymous });
    const [day = null, outcome = null] = [said.day, said.outcome];
    if (step === 'raise') note({ state: 'received', receivedDay: day, appealState: null }, { reason });
    if (step === 'withdraw') note({ state: 'withdrawn' });
    if (step === 'acknowledge') note({ state: 'acknowledged', acknowledgedAt: at, acknowledgedBy: by });
    if (step === 'answer') note({ state: outcome, answeredAt: at, answeredBy: by }, { answer });
    if (step === 'appeal') note({ appealState: 'open', appealedDay: day }, { appealReason: reason });
    if (step === 'answerAppeal')
      note({ appealState: outcome, appealAnsweredAt: at, appealAnsweredBy: by }, { appealAnswer: answer });
  }

  private followMeeting(step: string, { at, by }: Step, said: Said): void {
    const { meetingId, branchMonthId = null, number = null } = said;
    if (step === 'discard') return this.forget('meetings', meetingId);
    this.note('meetings', meetingId, { branchMonthId, number });
    if (step === 'close')
      this.note('meetings', meetingId, { state: 'closed', closedAt: at, closedBy: by }, plain('decisions', said));
    else this.note('meetings', meetingId, { state: 'open' }, plain('record', said));
  }

  private followEvidence(step: string, { at, by }: Step, said: Said): void {
    const { fileId, sheetId = null } = said;
    if (step === 'remove') this.forget('evidence_files', fileId);
    if (step === 'sweep') for (const id of idsIn(said.fileIds)) this.forget('evidence_files', id);
    if (step === 'erase') for (const id of idsIn(said.fileIds)) this.note('evidence_files', id, { erasedAt: at });
    if (step !== 'add') return;
    const { content, original } = salted(['content', 'original'], said);
    const words = { digest: content, originalDigest: original };
    this.note('evidence_files', fileId, { sheetId, uploadedAt: at, uploadedBy: by, erasedAt: null }, words);
  }

  private followSheet(step: string, { at, by }: Step, said: Said): void {
    const { sheetId } = said;
    const { reason, consentNote, note, lines } = salted(['reason', 'consentNote', 'note', 'lines'], said);
    if (step === 'proxy') {
      const [receivedOn = null, consent = null] = [said.receivedOn, said.consent];
      this.note(
        'proxy_entries',
        sheetId,
        { enteredAt: at, enteredBy: by, receivedOn, consent },
        { reason, consentNote },
      );
    }
    if (step === 'preReview') {
      const [scoreHundredths = null] = [said.scoreHundredths];
      this.forget('pre_reviews', sheetId);
      this.note('pre_reviews', sheetId, { at, accountId: by, scoreHundredths }, { lines });
    }
    if (step === 'extend')
      this.note('sheets', sheetId, { extendedUntil: said.until ?? null, extendedBy: by }, { extensionReason: reason });
    if (step === 'endExtension')
      this.note('sheets', sheetId, { extendedUntil: null, extendedBy: null }, { extensionReason: nothing });
    if (step === 'exempt') this.note('sheets', sheetId, {}, { notScoredNote: note });
    if (step === 'scoreAfterAll') this.note('sheets', sheetId, {}, { notScoredNote: nothing });
  }

  private followTalk({ at, by }: Step, said: Said): void {
    const { talkRecordId, memberId = null, year = null, number = null } = said;
    const [talkerMemberId = null, heldOn = null] = [said.talkerMemberId, said.heldOn];
    const [occasion = null, amendsId = null] = [said.occasion, said.amendsId];
    const columns = { memberId, year, number, talkerMemberId, heldOn, occasion, amendsId };
    const words = salted(['place', 'topic', 'response', 'measures'], said);
    this.note('talk_records', talkRecordId, { ...columns, recordedAt: at, recordedBy: by }, words);
  }

  private followExemption(step: string, { at, by }: Step, said: Said): void {
    const note = (columns: Record<string, Canonical>) => this.note('exemptions', said.exemptionId, columns, words);
    const words = salted(['reason', 'branchOpinion', 'bureauOpinion', 'endReason'], said);
    if (step === 'apply') {
      const { memberId = null, kind = null, reasonClass = null, fromMonth = null, untilMonth = null } = said;
      const wish = { memberId, kind, reasonClass, fromMonth, untilMonth };
      return note({ ...wish, state: 'applied', appliedAt: at, appliedBy: by, lastMonth: null });
    }
    if (!(step in exemptionSteps)) return;
    const state = exemptionSteps[step as ExemptionStep];
    if (step === 'approve' || step === 'refuse') note({ state, decidedAt: at, decidedBy: by });
    else note({ state, endedAt: at, endedBy: by, lastMonth: said.lastMonth ?? null });
  }

  private followRow(step: string, said: Said): void {
    if (step === 'confirm') for (const id of idsIn(said.sheetIds)) this.waiting.delete(id);
    const { sheetId = null, replacesPublicationId = null, objectionKey = null, correctionId = null } = said;
    if (step !== 'amend' && step !== 'correct') return;
    const columns = {
      sheetId,
      replacesPublicationId,
      objectionKey,
      correctionId,
      onAppeal: said.onAppeal === true ? 1 : 0,
    };
    this.note('amendments', said.number, columns);
    // What an amendment makes of a note is held by its publication.
    delete this.tables.get('sheets')?.get(String(sheetId))?.words.notScoredNote;
  }

  private note(
    table: KeptTable,
    key: Canonical | undefined,
    columns: Record<string, Canonical>,
    words: Record<string, RecordedWords | undefined> = {},
  ): void {
    const rows = this.tables.get(table) ?? new Map<string, RecordedRow>();
    this.tables.set(table, rows);
    const row = rows.get(String(key)) ?? { columns: {}, words: {} };
    rows.set(String(key), row);
    Object.assign(row.columns, columns);
    for (const [column, said] of Object.entries(words)) if (said) row.words[column] = said;
  }

  private forget(table: KeptTable, key: Canonical | undefined): void {
    this.tables.get(table)?.delete(String(key));
  }
}

interface Step {
  at: string;
  by: number | null;
}

/** Nothing is written there. */
const nothing: RecordedWords = { name: null, digest: null };

/** Withdrawn with its publication, an objection that was open is closed (publication/waiting-rows.service.ts). */
function closeWithMonth({ columns }: RecordedRow, branchMonthId: Canonical): void {
  if (columns.branchMonthId !== branchMonthId) return;
  const { state, appealState } = columns;
  if (state === 'received' || state === 'acknowledged') columns.state = 'closed';
  else if ((state === 'upheld' || state === 'rejected') && (appealState === null || appealState === 'open'))
    columns.appealState = 'closed';
}

function idsIn(value: Canonical | undefined): number[] {
  return Array.isArray(value) ? value.filter((id): id is number => typeof id === 'number') : [];
}

/** Salted digests that a line has under these names ('reason' as reasonDigest). */
function salted<Name extends string>(names: readonly Name[], said: Said): Partial<Record<Name, RecordedWords>> {
  const found = names.flatMap((name) => {
    const digest = said[`${name}Digest`];
    return typeof digest === 'string' || digest === null ? [[name, { name, digest }]] : [];
  });
  return Object.fromEntries(found) as Partial<Record<Name, RecordedWords>>;
}

function plain(name: string, said: Said): Record<string, RecordedWords> {
  const digest = said[`${name}Digest`];
  return typeof digest === 'string' ? { [name]: { name: null, digest } } : {};
}
