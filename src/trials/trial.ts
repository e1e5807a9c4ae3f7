import type { Month } from '../calendar.js';
import { grouped } from '../organisation/grouped.js';
import { bandsOf } from '../scoring/bands.js';
import { monthsOfPeriod, periodKey } from '../scoring/periods.js';
import { divideHalfUp, sum } from '../scoring/points.js';
import type { Period, Scheme } from '../scoring/scheme.js';
import { type Score, scoreSheet } from '../scoring/score.js';
import { type MonthOutcome, proposeBands, summarise, type Summary, type VetoFact } from '../scoring/summary.js';
import { type CapCount, CapTally } from './cap-tally.js';
import { Draft, type NewSheet, newSheets, type TrialProblem } from './new-sheets.js';
import type { PublishedFigures, TrialRules, TriedMember, TriedSheet, UnitName } from './trial.facts.js';
import { place } from './tried-entries.js';

export interface TrialMonth {
  month: Month;
  beforeHundredths: number;
  /** Null where there is none, for the reason that `problem` names. */
  afterHundredths: number | null;
  /** Why `afterHundredths` is missing, or not to be taken for whole; null: it is. */
  problem: TrialProblem | null;
}

export interface Standing {
  resultHundredths: number | null;
  bandCode: string | null;
}

export interface TrialMember {
  memberId: number;
  name: string;
  branch: UnitName;
  months: TrialMonth[];
  before: Standing;
  after: Standing;
}

export interface BandMove {
  from: string | null;
  to: string | null;
  count: number;
}

/** `gain`, `lose` and `same` are members with a result before and after. */
export interface TrialBranch extends UnitName {
  members: number;
  meanBeforeHundredths: number | null;
  meanAfterHundredths: number | null;
  gain: number;
  lose: number;
  same: number;
}

export interface UnplacedCount {
  itemCode: string;
  reason: string;
  /** How many entries; of `undecided`, how many sheets without one. */
  entries: number;
}

export interface TrialOutcome {
  /** What the months are summarised as; null: neither a period nor one that both rules summarise, so results are means. */
  per: Period | null;
  members: TrialMember[];
  caps: CapCount[];
  bands: BandMove[];
  branches: TrialBranch[];
  unplaced: UnplacedCount[];
  /** Entries that gave way to another about the same item, where several past sheets became one. */
  merged: number;
}

/** A member of the branch that is being read, whose bands wait for the rest of it. */
interface Waiting {
  row: TrialMember;
  before: Summary | null;
  after: Summary | null;
}

/**
 * Tries a draft on sheets that were published: what each member had and would have had. Members are added one by one, those of
 * one branch one after the other, because bands have quotas by branch; beyond the open branch only rows are kept. Trying the
 * version in force changes nothing, which is what the tests hold it to.
 */
export class Trial {
  readonly per: Period | null;
  private readonly draft: Draft;
  private readonly caps = new CapTally();
  private readonly members: TrialMember[] = [];
  private readonly unplaced = new Map<string, UnplacedCount>();
  private readonly askedBefore: Set<string>;
  private readonly askedAfter: Set<string>;
  private open: Waiting[] = [];
  private merged = 0;

  constructor(private readonly rules: TrialRules) {
    const { draft, inForce, fromMonth, untilMonth } = rules;
    this.draft = new Draft(draft);
    const per = summarisedPeriod(inForce, fromMonth, untilMonth);
    this.per = per === summarisedPeriod(draft, fromMonth, untilMonth) ? per : null;
    this.askedBefore = askedItems(inForce);
    this.askedAfter = askedItems(draft);
  }

  /** Who has no published sheet in the months is passed over. */
  add(member: TriedMember): void {
    const { memberId, name, branch, sheets } = member;
    const published = sheets.filter((sheet) => sheet.published);
    if (published.length === 0) return;
    if (this.open.length > 0 && this.open[0]?.row.branch.id !== branch.id) this.settle();
    const before = this.beforeOf(published);
    const made = newSheets(this.draft, sheets, this.rules).filter(({ of }) => of.some((it) => it.published));
    for (const sheet of made) this.count(sheet);
    const after = made.flatMap((sheet) => (sheet.score ? [counted(sheet, sheet.score, this.askedAfter)] : []));
    const { previousBeforeHundredths, previousAfterHundredths, vetoesBefore, vetoesAfter } = member;
    this.open.push({
      row: {
        ...{ memberId, name, branch, months: monthsOf(published, made) },
        before: standing(before),
        after: standing(after),
      },
      before: this.summary(this.rules.inForce, before, previousBeforeHundredths, vetoesBefore),
      after: this.summary(this.rules.draft, after, previousAfterHundredths, vetoesAfter),
    });
  }

  outcome(): TrialOutcome {
    this.settle();
    return {
      per: this.per,
      members: this.members,
      caps: this.caps.all(),
      bands: bandMoves(this.rules, this.per, this.members),
      branches: branchesOf(this.members),
      unplaced: [...this.unplaced.values()],
      merged: this.merged,
    };
  }

  /** The branch is complete: its bands can be proposed. */
  private settle(): void {
    for (const side of ['before', 'after'] as const) {
      const scheme = side === 'before' ? this.rules.inForce : this.rules.draft;
      const summarised = this.open.flatMap((waiting) => {
        const summary = waiting[side];
        return summary ? [{ key: '', summary, waiting }] : [];
      });
      proposeBands(scheme, summarised).forEach(({ bandCode }, index) => {
        const { waiting, summary } = summarised[index] as (typeof summarised)[number];
        waiting.row[side] = { resultHundredths: summary.resultHundredths, bandCode };
      });
    }
    for (const { row } of this.open) this.members.push(row);
    this.open = [];
  }

  private summary(
    scheme: Scheme,
    months: readonly MonthOutcome[],
    previousResultHundredths: number | null,
    vetoes: readonly VetoFact[] = [],
  ): Summary | null {
    return this.per && summarise(scheme, months, { per: this.per, previousResultHundredths, vetoes });
  }

  /** Scored anew by its own version: the publication doesn't hold all of what a cap did. */
  private beforeOf(published: readonly TriedSheet[]): MonthOutcome[] {
    return published.map(({ month, rule, profileCode, entries, published: figures }) => {
      const { scheme } = rule;
      const parts = figures?.parts ?? null;
      const placed = place(scheme, profileCode, entries).entries;
      this.caps.add('before', scheme, scoreSheet(scheme, profileCode, placed, usedUp(parts)));
      return { ...outcome(month, profileCode, figures as PublishedFigures, placed, this.askedBefore), parts };
    });
  }

  private count({ scheme, score, unplaced, merged }: NewSheet): void {
    if (score) this.caps.add('after', scheme, score);
    this.merged += merged;
    for (const { itemCode, reason } of unplaced) {
      const key = `${reason} ${itemCode}`;
      const known = this.unplaced.get(key);
      if (known) known.entries += 1;
      else this.unplaced.set(key, { itemCode, reason, entries: 1 });
    }
  }
}

/** The period that these months are, if the scheme summarises it. */
export function summarisedPeriod(scheme: Scheme, fromMonth: Month, untilMonth: Month): Period | null {
  const isRange = ({ per }: { per: Period }) => {
    const months = monthsOfPeriod(periodKey(per, untilMonth, scheme.yearStartsMonth), scheme.yearStartsMonth);
    return months?.at(0) === fromMonth && months.at(-1) === untilMonth;
  };
  return scheme.summaries.find(isRange)?.per ?? null;
}

/** What a decision stored of the caps that earlier sheets had used up, `year:code` among the parts. */
function usedUp(parts: Record<string, number> | null): Record<string, number> {
  return Object.fromEntries(Object.entries(parts ?? {}).filter(([key]) => key.includes(':')));
}

/** Only what bands ask about is kept of what occurred. */
function askedItems({ bands }: Scheme): Set<string> {
  return new Set(
    bands.flatMap(({ conditions }) => [...(conditions.withoutItems ?? []), ...(conditions.withItems ?? [])]),
  );
}

type CountedMonth = MonthOutcome & { outcome: 'counted' };

function outcome(
  month: Month,
  profileCode: string,
  figures: Pick<Score, 'scoreHundredths' | 'deductionHundredths' | 'contributionHundredths'>,
  entries: NewSheet['entries'],
  asked: ReadonlySet<string>,
): CountedMonth {
  const { scoreHundredths, deductionHundredths, contributionHundredths } = figures;
  const itemCodes = entries.filter(({ itemCode, refused }) => !refused && asked.has(itemCode));
  return {
    month,
    profileCode,
    outcome: 'counted',
    scoreHundredths,
    deductionHundredths,
    contributionHundredths,
    itemCodes: itemCodes.map(({ itemCode }) => itemCode),
  };
}

function counted({ month, profileCode, entries }: NewSheet, score: Score, asked: ReadonlySet<string>): CountedMonth {
  return { ...outcome(month, profileCode, score, entries, asked), parts: score.parts };
}

/** The mean of the sheets, without a band: what is answered where there is no summary of the months. */
function standing(months: readonly MonthOutcome[]): Standing {
  const scores = months.flatMap((month) => (month.outcome === 'counted' ? [month.scoreHundredths] : []));
  return { resultHundredths: scores.length === 0 ? null : divideHalfUp(sum(scores), scores.length), bandCode: null };
}

function monthsOf(published: readonly TriedSheet[], made: readonly NewSheet[]): TrialMonth[] {
  const sheetOf = new Map(made.flatMap((sheet) => sheet.of.map((past) => [past, sheet] as const)));
  return published.map((past) => {
    const sheet = sheetOf.get(past) as NewSheet;
    const isLast = sheet.of.at(-1) === past;
    return {
      month: past.month,
      beforeHundredths: (past.published as PublishedFigures).scoreHundredths,
      afterHundredths: isLast ? (sheet.score?.scoreHundredths ?? null) : null,
      problem: isLast ? sheet.problem : 'merged',
    };
  });
}

/** Who moves from which band to which, in the order of the bands. */
function bandMoves({ inForce, draft }: TrialRules, per: Period | null, members: readonly TrialMember[]): BandMove[] {
  if (!per) return [];
  const order = (scheme: Scheme) => [...bandsOf(scheme, per).map(({ code }) => code as string | null), null];
  const count = (from: string | null, to: string | null) =>
    members.filter(({ before, after }) => before.bandCode === from && after.bandCode === to).length;
  return order(inForce)
    .flatMap((from) => order(draft).map((to) => ({ from, to, count: count(from, to) })))
    .filter((move) => move.count > 0);
}

function branchesOf(members: readonly TrialMember[]): TrialBranch[] {
  return [...grouped(members, ({ branch }) => branch.id).values()].map((ofBranch) => {
    const results = (side: 'before' | 'after') =>
      ofBranch.map((member) => member[side].resultHundredths).filter((result) => result !== null);
    const mean = (values: number[]) => (values.length === 0 ? null : divideHalfUp(sum(values), values.length));
    const changes = ofBranch.flatMap(({ before, after }) =>
      before.resultHundredths === null || after.resultHundredths === null
        ? []
        : [after.resultHundredths - before.resultHundredths],
    );
    return {
      ...(ofBranch[0] as TrialMember).branch,
      members: ofBranch.length,
      meanBeforeHundredths: mean(results('before')),
      meanAfterHundredths: mean(results('after')),
      gain: changes.filter((change) => change > 0).length,
      lose: changes.filter((change) => change < 0).length,
      same: changes.filter((change) => change === 0).length,
    };
  });
}
