/** The sheet as the desk's table shows it: what was presumed, said and decided about every item, side by side. */
import { claimedHundredths } from '../../../../src/scoring/entry.js';
import { itemOf, profileOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import type { Line, Score } from '../../../../src/scoring/score.js';
import type { Sheet, SheetLine } from '../../api-types';
import { formatDay, inLanguage } from '../../format';
import { t } from '../../i18n';
import { valueInWords } from '../../schemes';
import { noteInWords } from '../sheet/explain';
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
  countedHundredths: number;
  /** Differs from what is presumed, or is claimed: what one has to look at. */
  marked: boolean;
  fixed: boolean;
  notes: string[];
  problem: DraftProblem['code'] | null;
}
export interface RowGroup {
  code: string;
  name: string;
  pointsHundredths: number;
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
  const notApplicable = profileOf(scheme, sheet.profileCode)?.notApplicable ?? [];
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
      selfHundredths: selfOf(item, sheet, line),
      countedHundredths: counted?.countedHundredths ?? item.standardHundredths,
      marked: number !== null,
      // Does not apply to him, or follows from a fact that only the service establishes.
      fixed: notApplicable.includes(item.code) || (item.automatic !== undefined && line === null),
      notes: [...saidAbout(item, line, decision, addition), ...countedBecause(scheme, counted)],
      problem: problems.find((problem) => number !== null && problem.number === number)?.code ?? null,
    };
  };
  const categories = scheme.categories.map((category): RowGroup => {
    const points = score?.categories.find(({ code }) => code === category.code);
    const items = scheme.items.filter((item) => item.kind === 'base' && item.category === category.code);
    return {
      code: category.code,
      name: inLanguage(category.name),
      pointsHundredths: points?.pointsHundredths ?? 0,
      fullHundredths: points?.standardHundredths ?? 0,
      rows: items.map((item) => row(item, found(sheet, draft, item)[0] ?? null)),
    };
  });
  const beside = (kind: 'deduction' | 'contribution', pointsHundredths: number, full: number | null): RowGroup => ({
    code: kind,
    name: t(`words.${kind}Points`),
    pointsHundredths,
    fullHundredths: full,
    rows: scheme.items
      .filter((item) => item.kind === kind)
      .flatMap((item) => found(sheet, draft, item).map((entry) => row(item, entry))),
  });
  return [
    ...categories,
    beside('deduction', score?.deductionHundredths ?? 0, null),
    beside('contribution', score?.contributionHundredths ?? 0, scheme.contributionsCapHundredths),
  ];
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
function selfOf(item: Item, sheet: Sheet, line: SheetLine | null): number | null {
  if (sheet.fromRecords) return null;
  if (line?.origin === 'self') return claimedHundredths(item, line);
  return item.kind === 'base' ? item.standardHundredths : null;
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
  return notes.filter(({ code }) => code !== 'refused').map((note) => noteInWords(scheme, note));
}

export function itemName(scheme: Scheme, code: string): string {
  return inLanguage(itemOf(scheme, code)?.name) || code;
}
