/** The sheet as the desk's table shows it: what was presumed, said and decided about every item, side by side. */
import { claimedHundredths } from '../../../../src/scoring/entry.js';
import { isEntered } from '../../../../src/scoring/gaps.js';
import { fullHundredths, itemOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import type { Line, Score } from '../../../../src/scoring/score.js';
import type { Sheet, SheetLine } from '../../api-types';
import { formatDay, inLanguage } from '../../format';
import { t } from '../../i18n';
import { valueInWords } from '../../schemes';
import { noteInWords } from '../sheet/explain';
import { baseSections, contributionsCap, fixedFor, isLong, standardOf } from '../sheet/sections';
import type { AdditionDraft, DecisionDraft, DraftProblem, ReviewDraft } from './draft';

export interface Row {
  key: string;
  /** Of the entry; null: nobody has said anything about this item. */
  number: number | null;
  item: Item;
  line: SheetLine | null;
  decision: DecisionDraft | null;
  addition: AdditionDraft | null;
  selfHundredths: number | null;
  /** Null: a required item that nobody has decided yet, which is not zero. */
  countedHundredths: number | null;
  /** What there can be: of a base item in full, of others the cap; null where the rule sets none. */
  fullHundredths: number | null;
  /** Given for more than this sheet: only what is added or taken off stands here. */
  long: boolean;
  /** Differs from what is presumed, or is claimed: what one has to look at. */
  marked: boolean;
  fixed: boolean;
  notes: string[];
  problem: DraftProblem['code'] | null;
}
export interface RowGroup {
  code: string;
  name: string;
  /** Null: factors have no sum. */
  pointsHundredths: number | null;
  fullHundredths: number | null;
  rows: Row[];
}

export function groupsOf(
  scheme: Scheme,
  sheet: Sheet,
  draft: ReviewDraft,
  score: Score | null,
  problems: readonly DraftProblem[],
): RowGroup[] {
  const row = (item: Item, found: Found | null): Row => {
    const { line = null, decision = null, addition = null } = found ?? {};
    const number = line?.number ?? addition?.key ?? null;
    const counted = score?.lines.find((candidate) =>
      number === null ? candidate.itemCode === item.code : candidate.entryNumber === number,
    );
    return {
      key: `${item.code}-${number ?? 'none'}`,
      number,
      item,
      line,
      decision,
      addition,
      selfHundredths: selfOf(scheme, item, sheet, line),
      countedHundredths: countedOf(scheme, item, sheet, found, counted),
      fullHundredths: fullOf(scheme, item, sheet),
      long: isLong(scheme, sheet.profileCode, item),
      marked: number !== null || (item.required && fixedFor(scheme, sheet.profileCode, item) !== 'notApplicable'),
      // Does not apply to him, has one value only, or follows from a fact that only the service establishes.
      fixed:
        fixedFor(scheme, sheet.profileCode, item) === 'notApplicable' ||
        !isEntered(item) ||
        (item.automatic !== undefined && line === null),
      notes: [...saidAbout(item, line, decision, addition), ...countedBecause(scheme, counted)],
      problem: problems.find((problem) => number !== null && problem.number === number)?.code ?? null,
    };
  };
  const base = baseSections(scheme).map(({ code, name, items }): RowGroup => {
    const category = score?.categories.find((one) => one.code === code);
    const codes = new Set(items.map((item) => item.code));
    const counted = (score?.lines ?? []).filter((line) => codes.has(line.itemCode));
    return {
      code,
      name,
      pointsHundredths: counted.reduce((sum, line) => sum + line.countedHundredths, 0),
      fullHundredths:
        category?.standardHundredths ??
        items.reduce((sum, item) => sum + (isLong(scheme, sheet.profileCode, item) ? 0 : item.standardHundredths), 0),
      rows: items.flatMap((item) => rowsOf(item)),
    };
  });
  /** An item has a row for every entry; what is presumed or has to be decided has one in any case. */
  function rowsOf(item: Item): Row[] {
    const entries = found(sheet, draft, item);
    const always = item.kind === 'base' || item.required || item.kind === 'factor';
    return entries.length > 0 || !always ? entries.map((entry) => row(item, entry)) : [row(item, null)];
  }
  const beside = (
    kind: 'deduction' | 'contribution' | 'factor',
    sum: number | null,
    full: number | null,
  ): RowGroup => ({
    code: kind,
    name: t(`words.${kind}Points`),
    pointsHundredths: sum,
    fullHundredths: full,
    rows: scheme.items.filter((item) => item.kind === kind).flatMap((item) => rowsOf(item)),
  });
  return [
    ...base,
    beside('deduction', score?.deductionHundredths ?? 0, null),
    beside('contribution', score?.contributionHundredths ?? 0, contributionsCap(scheme)),
    beside('factor', null, null),
  ];
}

function countedOf(
  scheme: Scheme,
  item: Item,
  sheet: Sheet,
  entry: Found | null,
  counted: Line | undefined,
): number | null {
  if (item.required && !entry) return null;
  if (item.kind === 'factor' && !counted) return item.standardHundredths;
  return counted?.countedHundredths ?? standardOf(scheme, sheet.profileCode, item);
}

function fullOf(scheme: Scheme, item: Item, sheet: Sheet): number | null {
  if (item.kind !== 'base') return item.kind === 'factor' ? item.standardHundredths : item.capHundredths;
  return Math.max(standardOf(scheme, sheet.profileCode, item), fullHundredths(item));
}

interface Found {
  line?: SheetLine;
  decision?: DecisionDraft;
  addition?: AdditionDraft;
}

function found(sheet: Sheet, draft: ReviewDraft, item: Item): Found[] {
  const lines = sheet.lines
    .filter((line) => line.itemCode === item.code && line.origin !== 'review')
    .map((line): Found => {
      const decision = draft.decisions.find((candidate) => candidate.number === line.number);
      return decision ? { line, decision } : { line };
    });
  const added = draft.additions.filter(({ itemCode }) => itemCode === item.code).map((addition) => ({ addition }));
  return [...lines, ...added];
}

/** What the member said; a sheet decided from the records has no self-assessment, and none is made up. */
function selfOf(scheme: Scheme, item: Item, sheet: Sheet, line: SheetLine | null): number | null {
  if (sheet.fromRecords) return null;
  const standard = standardOf(scheme, sheet.profileCode, item);
  const given = isLong(scheme, sheet.profileCode, item) ? standard : 0;
  if (line?.origin === 'self') return claimedHundredths(item, line, standard) - (item.kind === 'base' ? given : 0);
  return item.kind === 'base' && !item.required ? standard - given : null;
}

function saidAbout(
  item: Item,
  line: SheetLine | null,
  decision: DecisionDraft | null,
  addition: AdditionDraft | null,
): string[] {
  if (addition) {
    const words = [
      valueInWords(item, addition),
      addition.description,
      quoted(addition.reason),
      day(addition.occurredOn),
    ];
    return [t('review.byBranch'), ...words].filter(Boolean);
  }
  if (!line) return [];
  const said = [
    item.kind === 'contribution' ? line.description : valueInWords(item, line),
    item.kind === 'contribution' ? valueInWords(item, line) : line.description,
    quoted(line.reason),
    line.evidence && t('sheet.evidence', { what: line.evidence }),
    line.witness && t('sheet.witness', { name: line.witness }),
    day(line.occurredOn),
    line.origin === 'automatic' ? t('review.recorded') : '',
  ];
  const decided =
    decision && decision.outcome !== 'accepted'
      ? t(`review.outcomeNote.${decision.outcome}`, {
          value: valueInWords(item, decision),
          reason: decision.reason.trim() || t('review.reasonOpen'),
        })
      : '';
  return [...said, decided].filter(Boolean);
}

const quoted = (words: string) => (words.trim() ? t('review.quoted', { words: words.trim() }) : '');
const day = (given: string | null) => (given ? formatDay(given) : '');

function countedBecause(scheme: Scheme, counted: Line | undefined): string[] {
  const notes = counted?.notes ?? [];
  const context = counted ? { itemCode: counted.itemCode } : {};
  return notes.filter(({ code }) => code !== 'refused').map((note) => noteInWords(scheme, note, context));
}

export function itemName(scheme: Scheme, code: string): string {
  return inLanguage(itemOf(scheme, code)?.name) || code;
}
