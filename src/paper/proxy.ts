import type { Day } from '../calendar.js';
import type { FieldProblem, RefusalCode } from '../http/refusal.js';
import type { Sheet } from '../assessments/sheet.entity.js';
import { readPaperCode } from './paper-code.js';

/** A sheet that somebody wants to enter for its member, as it stands now. */
export interface Proxied {
  sheet: Pick<Sheet, 'memberId' | 'state' | 'submittedAt' | 'late' | 'returnedReason'>;
  /** It was entered by a proxy, and the member has written nothing since. */
  byProxy: boolean;
  /** The member has lines of his own on it. */
  hasOwnLines: boolean;
}

/**
 * Why nobody, or not this person, may enter a paper for this sheet; null when nothing is in the way. The state of sheet and
 * month is asked elsewhere (assessments/states.ts). What the member handed in himself is his word and stays; what he has only
 * begun to write is replaced where whoever holds his signed paper says so.
 */
export function whyNotEnter(
  { sheet, byProxy, hasOwnLines }: Proxied,
  actorMemberId: number | null,
  replacesDraft: boolean,
): RefusalCode | null {
  if (sheet.memberId === actorMemberId) return 'ownProxy';
  if (byProxy) return null;
  if (sheet.state === 'submitted') return 'handedInByMember';
  return sheet.state === 'draft' && hasOwnLines && !replacesDraft ? 'draftOfMember' : null;
}

/**
 * Whether a paper is late: it counts by the day it came in, whenever it is typed. A returned sheet that was in time stays so;
 * a proxy's entry that is corrected goes by the day that is given now.
 */
export function isPaperLate({ sheet, byProxy }: Proxied, receivedOn: Day, until: Day): boolean {
  const wasInTime = sheet.submittedAt !== null && !sheet.late;
  if (wasInTime && (sheet.returnedReason !== null || !byProxy)) return false;
  return receivedOn > until;
}

/** What is wrong with what was said about a paper: the day it came in, and whose it is by its code. */
export function paperProblems(
  { sheetId, receivedOn, paperCode }: { sheetId: number; receivedOn: Day; paperCode: string | null },
  { today, opened }: { today: Day; opened: Day },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (receivedOn > today) problems.push({ path: 'receivedOn', code: 'inTheFuture', params: { today } });
  if (receivedOn < opened) problems.push({ path: 'receivedOn', code: 'beforeOpening', params: { opened } });
  if (paperCode === null) return problems;
  const belongsTo = readPaperCode(paperCode);
  if (belongsTo === null) problems.push({ path: 'paperCode', code: 'paperCodeWrong' });
  else if (belongsTo !== sheetId) problems.push({ path: 'paperCode', code: 'paperOfAnother' });
  return problems;
}
