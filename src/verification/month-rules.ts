import { canonicalJson } from '../audit/canonical.js';
import { sha256 } from '../audit/trail.service.js';
import {
  type BranchMonthState,
  isFinal,
  isPublished,
  isPublishedSheet,
  type SheetState,
} from '../assessments/states.js';
import { digestOf } from '../publication/digest.js';
import type { PublishedSheet } from '../publication/published-sheet.entity.js';
import { type Finding, finding } from './break.js';
import type { Decision, PublishingLine } from './decisions.js';
import type { MonthFacts, PublicationFacts, SheetFacts } from './month-facts.js';
import { importedFindings, scoreFindings } from './score-rules.js';

/** What of a publication stands in its line of the trail as well. */
const recordedFacts = [
  'branchMonthId',
  'branchId',
  'kind',
  'number',
  'revision',
  'schemeVersionId',
  'fromDay',
  'untilDay',
  'workingDays',
  'digestVersion',
  'digest',
] as const;

/** A publication as a whole: its digest, and the line of the trail that was written with it. */
export function publicationFindings(
  { publication, rows, linesOf }: PublicationFacts,
  line: PublishingLine | undefined,
): Finding[] {
  const { id, digest, trailSequence, trailHash } = publication;
  const key = { id, number: publication.number };
  const of = (code: Finding['code'], more: { column?: string; expected?: unknown; found?: unknown }) =>
    finding(code, 'publications', key, more);
  const computed = digestOf(publication, rows, [...linesOf.values()].flat());
  const findings: Finding[] = [];
  if (computed !== digest)
    findings.push(of('publicationDigest', { column: 'digest', expected: digest, found: computed }));
  if (!line) return [...findings, of('publicationUnrecorded', { column: 'trailSequence', found: trailSequence })];
  if (line.hash !== trailHash)
    findings.push(of('publicationTrailHash', { column: 'trailHash', expected: trailHash, found: line.hash }));
  const recorded: Record<string, unknown> = {
    ...Object.fromEntries(
      recordedFacts.filter((column) => line.said[column] !== undefined).map((column) => [column, line.said[column]]),
    ),
    publishedAt: line.at,
    publishedBy: line.said.actorAccountId,
  };
  if (typeof line.said.contactDigest === 'string') recorded.contactDigest = line.said.contactDigest;
  const kept: Record<string, unknown> = { ...publication, contactDigest: sha256(publication.contact) };
  for (const [column, expected] of Object.entries(recorded))
    if (kept[column] !== expected) findings.push(of('publicationFact', { column, expected, found: kept[column] }));
  return findings;
}

/** Every row of a publication: computed anew, and decided as the trail says. */
export function rowFindings(
  { publication, rows, linesOf, scheme }: PublicationFacts,
  line: PublishingLine | undefined,
) {
  return rows.flatMap((row) => [
    ...(publication.kind === 'imported'
      ? importedFindings(row)
      : scheme
        ? scoreFindings(scheme, row, linesOf.get(row.sheetId) ?? [])
        : []),
    ...(line && publication.kind === 'full' ? decisionFindings(row, line.decisions.get(row.sheetId)) : []),
  ]);
}

/** Reasons that people decide on; the others follow from the roster, and nobody decided them. */
const decidedReasons = new Set(['approvedExemption', 'byRegulation']);

function decisionFindings(row: PublishedSheet, decision: Decision | undefined): Finding[] {
  const { publicationId, sheetId, notScoredReason, scoreHundredths } = row;
  const key = { publicationId, sheetId };
  if (notScoredReason !== null && !decidedReasons.has(notScoredReason)) return [];
  if (!decision) return [finding('decisionMissing', 'published_sheets', key, { found: scoreHundredths })];
  const column = notScoredReason === null ? 'scoreHundredths' : 'notScoredReason';
  const recorded = notScoredReason === null ? decision.scoreHundredths : decision.reason;
  if (recorded === row[column]) return [];
  return [finding('decisionDiffers', 'published_sheets', key, { column, expected: recorded, found: row[column] })];
}

/** What stands in both a sheet and its published row. */
const copiedColumns = [
  'memberId',
  'rosterOrder',
  'standing',
  'profileCode',
  'notScoredReason',
  'fromRecords',
  'baseHundredths',
  'deductionHundredths',
  'contributionHundredths',
  'scoreHundredths',
  'categoryPoints',
  'parts',
] as const;

/** The state of a sheet that goes with its month's; null: nothing of the month stands published. */
function sheetStateIn(state: BranchMonthState, isWaiting: boolean, isCorrected: boolean): SheetState | null {
  if (isFinal(state) && isCorrected) return 'corrected';
  if (isFinal(state) && !isWaiting) return 'confirmed';
  return isPublished(state) ? 'published' : null;
}

/**
 * The month's sheets beside what was published of them, and the month's state beside both. `waiting` are those that were left
 * out when the month was confirmed, because they were disputed.
 */
export function standingFindings(facts: MonthFacts, waiting: ReadonlySet<number>): Finding[] {
  const { branchMonth, publications, sheets } = facts;
  const { id, state, schemeVersionId } = branchMonth;
  const isOut = isPublished(state);
  const standing = publications.filter(({ withdrawnAt }) => withdrawnAt === null);
  const ofMonth = (column: string, more: { expected?: unknown; found?: unknown }) =>
    finding('monthState', 'branch_months', { id }, { column, ...more });
  const findings: Finding[] = [];
  if (isOut && !standing.some(({ publication }) => publication.kind === 'full' || publication.kind === 'imported'))
    findings.push(ofMonth('state', { found: state }));
  if (!isOut && standing.length > 0) findings.push(ofMonth('state', { expected: 'published', found: state }));
  for (const { publication } of publications)
    if (publication.schemeVersionId !== schemeVersionId)
      findings.push(ofMonth('schemeVersionId', { expected: publication.schemeVersionId, found: schemeVersionId }));
  return [...findings, ...sheets.flatMap((sheet) => sheetFindings(sheet, facts, standing, waiting.has(sheet.id)))];
}

function sheetFindings(
  sheet: SheetFacts,
  { branchMonth, linesOf }: MonthFacts,
  standing: readonly PublicationFacts[],
  isWaiting: boolean,
): Finding[] {
  const key = { id: sheet.id };
  const findings = ownCaseFindings(sheet);
  const holding = standing.findLast(({ rows }) => rows.some(({ sheetId }) => sheetId === sheet.id));
  const state = sheetStateIn(branchMonth.state, isWaiting, holding?.publication.kind === 'correction');
  if (state ? sheet.state !== state : isPublishedSheet(sheet.state))
    findings.push(
      finding('sheetState', 'sheets', key, {
        column: 'state',
        expected: state ?? branchMonth.state,
        found: sheet.state,
      }),
    );
  const expected = holding?.publication.id ?? null;
  if (sheet.publicationId !== expected)
    findings.push(
      finding('pointerDiffers', 'sheets', key, { column: 'publicationId', expected, found: sheet.publicationId }),
    );
  // Left from an import that was taken back; the month was imported anew without this member.
  if (!holding && sheet.publicationId === null && standing.some(({ publication }) => publication.kind === 'imported'))
    return ownCaseFindings(sheet);
  if (!holding) return state ? [...findings, finding('sheetUnpublished', 'sheets', key)] : findings;
  const row = holding.rows.find(({ sheetId }) => sheetId === sheet.id) as PublishedSheet;
  for (const column of copiedColumns)
    if (row[column] !== sheet[column])
      findings.push(finding('sheetDiffers', 'sheets', key, { column, expected: row[column], found: sheet[column] }));
  if (row.notScoredReason !== null) return findings;
  return [
    ...findings,
    ...sheetLineFindings(sheet.id, holding.linesOf.get(sheet.id) ?? [], linesOf.get(sheet.id) ?? []),
  ];
}

/** Nobody decides his own sheet: neither as the member it names, nor by the account that did it (domain/process.md, roles). */
function ownCaseFindings(sheet: SheetFacts): Finding[] {
  const { id, memberId, decidedByMemberId, decidedByAccountOf } = sheet;
  if (decidedByMemberId === memberId)
    return [finding('ownCase', 'sheets', { id }, { column: 'decidedByMemberId', found: memberId })];
  if (decidedByAccountOf === memberId)
    return [finding('ownCase', 'sheets', { id }, { column: 'decidedBy', found: sheet.decidedBy })];
  return [];
}

/** What a line says that counts. */
const comparedLineColumns = [
  'itemCode',
  'origin',
  'optionCode',
  'count',
  'pointsHundredths',
  'occurredOn',
  'deedKey',
  'outcome',
  'decidedOptionCode',
  'decidedCount',
  'decidedPointsHundredths',
  'claimedHundredths',
  'countedHundredths',
  'notes',
] as const;

type AnyLine = { number: number };

function sheetLineFindings(sheetId: number, published: readonly AnyLine[], present: readonly AnyLine[]): Finding[] {
  const saidOf = (lines: readonly AnyLine[]) => new Map(lines.map((line) => [line.number, line as unknown as Said]));
  const [before, now] = [saidOf(published), saidOf(present)];
  const numbers = [...new Set([...before.keys(), ...now.keys()])].sort((one, other) => one - other);
  return numbers.flatMap((number) => {
    const [expected, found] = [before.get(number), now.get(number)];
    const key = { sheetId, number };
    if (!expected || !found)
      return [
        finding('sheetLineDiffers', 'sheet_lines', key, {
          expected: expected && String(expected.itemCode),
          found: found && String(found.itemCode),
        }),
      ];
    return comparedLineColumns
      .filter((column) => expected[column] !== undefined && !same(expected[column], found[column]))
      .map((column) =>
        finding('sheetLineDiffers', 'sheet_lines', key, { column, expected: expected[column], found: found[column] }),
      );
  });
}

type Said = Record<string, string | number | null | undefined>;

const same = (one: unknown, other: unknown) =>
  canonicalJson((one ?? null) as never) === canonicalJson((other ?? null) as never);

/** Running numbers: from 1, in the order given, without gaps. */
export function numberFindings(
  table: string,
  rows: readonly { id: number; number: number }[],
  code: 'numberMissing' | 'revisionMissing' = 'numberMissing',
): Finding[] {
  return rows.flatMap(({ id, number }, index) =>
    number === (rows[index - 1]?.number ?? 0) + 1
      ? []
      : [
          finding(
            code,
            table,
            { id },
            { column: 'number', expected: (rows[index - 1]?.number ?? 0) + 1, found: number },
          ),
        ],
  );
}

/** Publications that the trail tells of and that are not there any more. */
export function goneFindings(
  lines: ReadonlyMap<number, PublishingLine>,
  present: readonly { trailSequence: number }[],
): Finding[] {
  const there = new Set(present.map(({ trailSequence }) => trailSequence));
  return [...lines.values()]
    .filter(({ sequence }) => !there.has(sequence))
    .map(({ sequence, said }) =>
      finding('publicationGone', 'publications', { trailSequence: sequence, number: Number(said.number) }),
    );
}
