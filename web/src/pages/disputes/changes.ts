/** What shall become of a published sheet, while it is typed: pure functions from the sheet to what is sent. */
import { itemOf, type Item, type Scheme } from '../../../../src/scoring/scheme.js';
import type { Changes, Sheet, SheetLine } from '../../api-types';
import { emptyLine, type DraftLine } from '../sheet/draft';

export type Mode = 'keep' | 'change' | 'refuse' | 'accept';
export interface LineDraft extends DraftLine {
  mode: Mode;
}
export interface ChangesDraft {
  lines: LineDraft[];
  additions: DraftLine[];
  scoring: '' | 'score' | 'approvedExemption' | 'byRegulation';
}

/** What was decided about the line, or else what was entered. */
export function valueNow({ decision, optionCode, count, pointsHundredths }: SheetLine) {
  return decision?.outcome === 'changed' ? decision : { optionCode, count, pointsHundredths };
}

export function isRefused({ decision }: SheetLine): boolean {
  return decision?.outcome === 'refused';
}

export function draftOf(sheet: Sheet, changes?: Changes): ChangesDraft {
  const lines = sheet.lines.map((line): LineDraft => {
    const change = changes?.lines.find(({ number }) => number === line.number);
    const mode = change
      ? ({ changed: 'change', refused: 'refuse', accepted: 'accept' } as const)[change.outcome]
      : 'keep';
    const value = change?.outcome === 'changed' ? change : valueNow(line);
    return {
      ...emptyLine(line.number, line.itemCode),
      optionCode: value.optionCode ?? null,
      count: value.count ?? null,
      pointsHundredths: value.pointsHundredths ?? null,
      mode,
      reason: change?.reason ?? '',
    };
  });
  const additions = (changes?.additions ?? []).map((addition, index): DraftLine => ({
    ...emptyLine(-1 - index, addition.itemCode),
    optionCode: addition.optionCode ?? null,
    count: addition.count ?? null,
    pointsHundredths: addition.pointsHundredths ?? null,
    occurredOn: addition.occurredOn ?? '',
    description: addition.description ?? '',
    reason: addition.reason,
    evidence: addition.evidence ?? '',
    deedKey: addition.deedKey ?? '',
  }));
  return { lines, additions, scoring: changes?.scoring ?? '' };
}

export function isEmpty({ lines, additions, scoring }: ChangesDraft): boolean {
  return scoring === '' && additions.length === 0 && lines.every(({ mode }) => mode === 'keep');
}

/** In the order of `spoken`, so that `changes.lines[2]` in an answer is the third of them. */
export function spoken(draft: ChangesDraft): LineDraft[] {
  return draft.lines.filter(({ mode }) => mode !== 'keep');
}

export function toSend(draft: ChangesDraft): Changes {
  const outcomes = { change: 'changed', refuse: 'refused', accept: 'accepted' } as const;
  return {
    lines: spoken(draft).map(({ key, mode, optionCode, count, pointsHundredths, reason }) => ({
      number: key,
      outcome: outcomes[mode as keyof typeof outcomes],
      ...(mode === 'change' ? { optionCode, count, pointsHundredths } : {}),
      reason: reason.trim(),
    })),
    additions: draft.additions.map(
      ({ itemCode, optionCode, count, pointsHundredths, occurredOn, description, reason, evidence, deedKey }) => ({
        itemCode,
        optionCode,
        count,
        pointsHundredths,
        occurredOn: occurredOn || null,
        description: description.trim(),
        reason: reason.trim(),
        evidence: evidence.trim(),
        deedKey: deedKey || null,
      }),
    ),
    scoring: draft.scoring || null,
  };
}

/**
 * What the score is asked for while it is still being written: words that are missing don't hold it up. Null as long as a value
 * or the day of a contribution is missing.
 */
export function toPreview(scheme: Scheme, draft: ChangesDraft): Changes | null {
  const valued = ({ optionCode, count, pointsHundredths }: DraftLine) =>
    optionCode !== null || count !== null || pointsHundredths !== null;
  const complete = (line: DraftLine) =>
    valued(line) && (line.occurredOn !== '' || itemOf(scheme, line.itemCode)?.kind !== 'contribution');
  const changing = draft.lines.filter(({ mode }) => mode === 'change');
  if (!changing.every(valued) || !draft.additions.every(complete)) return null;
  const { lines, additions, scoring } = toSend(draft);
  const said = (words: string | undefined) => words || '—';
  return {
    lines: lines.map((line) => ({ ...line, reason: said(line.reason) })),
    additions: additions.map((addition) => ({
      ...addition,
      reason: said(addition.reason),
      description: said(addition.description),
      evidence: said(addition.evidence),
    })),
    scoring: scoring ?? null,
  };
}

/** What may be added: everything that applies and that people decide; base items only where the sheet says nothing of them. */
export function addable(scheme: Scheme, sheet: Sheet, draft: ChangesDraft, applies: (item: Item) => boolean): Item[] {
  const taken = new Set([...sheet.lines, ...draft.additions].map(({ itemCode }) => itemCode));
  return scheme.items.filter(
    (item) => applies(item) && !item.automatic && (item.kind !== 'base' || !taken.has(item.code)),
  );
}

/** The item under which a false claim is deducted, where the scheme has one and the line is a contribution. */
export const falseClaimCode = 'D-08';
export function mayBeFalse(scheme: Scheme, line: SheetLine): boolean {
  return itemOf(scheme, line.itemCode)?.kind === 'contribution' && itemOf(scheme, falseClaimCode) !== undefined;
}
