import { addMonths, type Day, lastDayOf, type Month } from '../calendar.js';
import type { FieldProblem } from '../http/refusal.js';
import { checkEntries } from '../scoring/entry.js';
import { missingReasons } from '../scoring/gaps.js';
import { itemOf, type Scheme } from '../scoring/scheme.js';
import { claimedEntry, type WrittenLine } from './lines.js';

/** A deed learned of late still scores (domain/scheme.md, arithmetic 8): this many months back, and no further. */
const retroactiveMonthsMax = 2;

/** What lines are held against. */
export interface Frame {
  scheme: Scheme;
  profileCode: string;
  month: Month;
  today: Day;
}

/** What is wrong with the values of lines: `lines[3].optionCode`. Enough for a draft. */
export function valueProblems(frame: Frame, lines: readonly WrittenLine[]): FieldProblem[] {
  const entries = lines.map((line, index) => claimedEntry({ ...line, number: index + 1 }));
  const problems = checkEntries(frame.scheme, frame.profileCode, entries);
  return [
    ...problems.map((problem) => ({ ...problem, path: at(problem.path, 'lines') })),
    ...notForMembers(frame.scheme, lines),
  ];
}

/** What else keeps lines from being handed in: a reason, the day and deed of a claim and its proof, one deed written twice. */
export function wordProblems(frame: Frame, lines: readonly WrittenLine[], path = 'lines'): FieldProblem[] {
  return [
    ...reasonProblems(frame.scheme, lines, path),
    ...lines.flatMap((line, index) => dayProblems(frame, line, `${path}[${index}]`)),
    ...sameDeedTwice(lines, path),
  ];
}

/** Problems of entries, in terms of the request's own field. */
export function at(path: string, field: string): string {
  return path.replace(/^entries(?=\[)/, field);
}

/** Members claim what the scheme lets them claim: never a deduction, never what others establish. */
function notForMembers(scheme: Scheme, lines: readonly WrittenLine[]): FieldProblem[] {
  return lines.flatMap(({ itemCode }, index) => {
    const item = itemOf(scheme, itemCode);
    if (!item || item.claimedBy.includes('member')) return [];
    return [{ path: `lines[${index}].itemCode`, code: 'notClaimable', params: { item: itemCode } }];
  });
}

/** What a contribution's deed is to its points, the reason is to a base item that differs. */
function reasonProblems(scheme: Scheme, lines: readonly WrittenLine[], path: string): FieldProblem[] {
  const isClaim = lines.map(({ itemCode }) => itemOf(scheme, itemCode)?.kind === 'contribution');
  // Added to, and not spread into another: that takes three times as long.
  const entries = lines.map((line, index) =>
    Object.assign(claimedEntry({ ...line, number: index + 1 }), {
      reason: isClaim[index] ? line.description : line.reason,
      witness: line.witness,
      evidenceCount: (line.evidence === '' ? 0 : 1) + line.evidenceFileIds.length,
      enteredBy: 'known',
      enteredAt: 'known',
    }),
  );
  return missingReasons(scheme, entries).map((problem) => {
    const index = Number(/\[(\d+)\]/.exec(problem.path)?.[1]);
    const ofDeed = problem.code === 'reasonMissing' && isClaim[index];
    if (!ofDeed) return { ...problem, path: at(problem.path, path) };
    return { ...problem, path: `${path}[${index}].description`, code: 'descriptionMissing' };
  });
}

function dayProblems(
  { scheme, month, today }: Frame,
  { itemCode, occurredOn }: WrittenLine,
  path: string,
): FieldProblem[] {
  const problem = (code: string, params?: Record<string, string>): FieldProblem[] => [
    { path: `${path}.occurredOn`, code, ...(params && { params }) },
  ];
  if (occurredOn === null) return itemOf(scheme, itemCode)?.kind === 'contribution' ? problem('occurredOnMissing') : [];
  const earliest = `${addMonths(month, -retroactiveMonthsMax)}-01`;
  const latest = lastDayOf(month);
  if (occurredOn > today) return problem('inTheFuture', { today });
  if (occurredOn < earliest || occurredOn > latest) return problem('outsideMonth', { from: earliest, until: latest });
  return [];
}

/** Two lines with the same key tell the same deed: same item, same day, same words but for case, width, blanks and marks. */
export function deedOf({ itemCode, occurredOn, description }: WrittenLine): string | null {
  if (occurredOn === null || description === '') return null;
  const words = description.normalize('NFKC').toLowerCase();
  return [itemCode, occurredOn, words.replace(/[\s\p{P}]+/gu, '') || words].join('\n');
}

/** Lines name files of their own sheet, and each of them once. */
export function fileProblems(
  lines: readonly WrittenLine[],
  known: ReadonlySet<number>,
  path = 'lines',
): FieldProblem[] {
  return lines.flatMap(({ evidenceFileIds }, index) =>
    evidenceFileIds.flatMap((id, place) => {
      const at = `${path}[${index}].evidenceFileIds[${place}]`;
      if (!known.has(id)) return [{ path: at, code: 'unknownFile' }];
      return evidenceFileIds.indexOf(id) < place ? [{ path: at, code: 'duplicateFile' }] : [];
    }),
  );
}

function sameDeedTwice(lines: readonly WrittenLine[], path: string): FieldProblem[] {
  const seen = new Set<string>();
  return lines.flatMap((line, index) => {
    const deed = deedOf(line);
    if (deed === null) return [];
    if (seen.has(deed)) return [{ path: `${path}[${index}].description`, code: 'sameDeedTwice' }];
    seen.add(deed);
    return [];
  });
}

/** Deeds that another month's sheet of the same member holds already, each naming that month. */
export function countedAlready(
  lines: readonly WrittenLine[],
  elsewhere: readonly (WrittenLine & { month: Month })[],
  path = 'lines',
): FieldProblem[] {
  const months = new Map(elsewhere.map((line) => [deedOf(line), line.month]));
  return lines.flatMap((line, index) => {
    const deed = deedOf(line);
    const month = deed === null ? undefined : months.get(deed);
    return month ? [{ path: `${path}[${index}].description`, code: 'alreadyCounted', params: { month } }] : [];
  });
}
