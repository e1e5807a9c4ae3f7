import type { CatalogueLine, DocumentKey, Occasion } from './catalogue.js';
import type { ExportFormat } from './exported.js';

/** Why a document can't be had now. */
export type DocumentReason =
  | 'noRight'
  | 'branchOnly'
  | 'aboveBranchOnly'
  | 'notOpened'
  | 'notPublished'
  | 'withdrawn'
  | 'nothingInIt'
  | 'ownBranchOnly';

export interface DocumentFacts {
  unitId: number;
  isBranch: boolean;
  month: string;
  period: string;
  year: string;
  branchMonth: {
    id: number;
    isFinal: boolean;
    publication: 'none' | 'stands' | 'withdrawn';
    handedIn: number;
    /** The reader's own sheet of the month. */
    ownSheetId: number | null;
  } | null;
  meetings: { number: number }[];
  corrections: { id: number; number: number; memberName: string; issued: boolean }[];
  /** The reader, where he is a member of this very branch. */
  memberId: number | null;
  may: (action: CatalogueLine['action']) => boolean;
}

export interface DocumentItem {
  number: number;
  key: DocumentKey;
  occasion: Occasion;
  formats: ExportFormat[];
  /** With {format} still to be filled in; null where there is nothing to take. */
  path: string | null;
  /** Which of several: the meeting's or slip's number, and whom it is about. */
  which: { number: number; memberName: string | null } | null;
  reason: DocumentReason | null;
  page: string | null;
}

/** What there is of a line of the catalogue: one document, several, or one that says why there is none. */
export function itemsOf(line: CatalogueLine, facts: DocumentFacts): DocumentItem[] {
  const reason = reasonAgainst(line, facts);
  if (reason) return [item(line, facts, { reason })];
  switch (line.subject) {
    case 'meeting':
      return facts.meetings.map(({ number }) => item(line, facts, { meetingNumber: number, number }));
    case 'correction':
      return slips(line, facts).map(({ id, number, memberName }) =>
        item(line, facts, { correctionId: id, number, memberName }),
      );
    default:
      return [item(line, facts, {})];
  }
}

function slips({ issuedOnly }: CatalogueLine, { corrections }: DocumentFacts): DocumentFacts['corrections'] {
  return corrections.filter(({ issued }) => issued || !issuedOnly);
}

function reasonAgainst(line: CatalogueLine, facts: DocumentFacts): DocumentReason | null {
  const { subject, levels, action, from, afterwards } = line;
  const ofBranch = levels === 'branch' || ['branchMonth', 'meeting', 'correction', 'branchYear'].includes(subject);
  if (subject === 'ownYear' || subject === 'ownSheet') {
    if (facts.memberId === null) return 'ownBranchOnly';
    return subject === 'ownSheet' && !facts.branchMonth?.ownSheetId ? 'nothingInIt' : null;
  }
  if (!facts.may(action)) return 'noRight';
  if (ofBranch && !facts.isBranch) return 'branchOnly';
  if (levels === 'aboveBranch' && facts.isBranch) return 'aboveBranchOnly';
  if (subject === 'branchMonth' || subject === 'meeting') {
    if (!facts.branchMonth) return 'notOpened';
    const { publication, isFinal, handedIn } = facts.branchMonth;
    if (from === 'handedIn' && handedIn === 0) return 'nothingInIt';
    if (from === 'published' && publication === 'none') return 'notPublished';
    if (from === 'published' && publication === 'withdrawn') return 'withdrawn';
    if (isFinal && afterwards && !facts.may(afterwards)) return 'noRight';
  }
  if (subject === 'meeting' && facts.meetings.length === 0) return 'nothingInIt';
  if (subject === 'correction' && slips(line, facts).length === 0) return 'nothingInIt';
  return null;
}

function item(
  { number, key, occasion, formats, path, page }: CatalogueLine,
  facts: DocumentFacts,
  of: {
    reason?: DocumentReason;
    meetingNumber?: number;
    correctionId?: number;
    number?: number;
    memberName?: string;
  },
): DocumentItem {
  const values: Record<string, string | number | undefined> = {
    unitId: facts.unitId,
    month: facts.month,
    period: facts.period,
    year: facts.year,
    branchMonthId: facts.branchMonth?.id,
    memberId: facts.memberId ?? undefined,
    sheetId: facts.branchMonth?.ownSheetId ?? undefined,
    ...(of.meetingNumber !== undefined && { meetingNumber: of.meetingNumber }),
    ...(of.correctionId !== undefined && { correctionId: of.correctionId }),
  };
  const filled = path.replace(/\{(\w+)\}/g, (place, name: string) =>
    name === 'format' ? place : String(values[name] ?? ''),
  );
  return {
    number,
    key,
    occasion,
    formats: [...formats],
    path: of.reason || page ? null : filled,
    which: of.number === undefined ? null : { number: of.number, memberName: of.memberName ?? null },
    reason: of.reason ?? null,
    page: page ?? null,
  };
}
