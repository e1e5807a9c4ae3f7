import { clampExact } from './counting.js';
import { countedHundredths, countsTogether } from './entry.js';
import { addUp, compareExact, exactly, type Exact, highestOf, roundHalfUp, times, zero } from './exact.js';
import { periodKey } from './periods.js';
import { planOf, type Node, type Plan } from './plan.js';
import type { Note } from './problem.js';
import type { Over, Period, Scheme } from './scheme.js';
import type { HoldingVeto } from './summary.js';

/** A counted sheet as longer periods see it. */
export interface PeriodFacts {
  month: string;
  scoreHundredths: number;
  parts?: Record<string, number> | null;
  profileCode?: string | null;
}

/** What an item, a group or the total came to in one period longer than a sheet, for those who ask why. */
export interface Part {
  /** An item's or group's, or 'total'. */
  code: string;
  per: Period;
  /** '2026-Q1', '2026-H1', '2026' */
  key: string;
  /** Before its floor and cap. */
  beforeHundredths: number;
  valueHundredths: number;
  /** Codes: see `PART_NOTES`. */
  notes: Note[];
}

/**
 * The scheme's tree over the counted sheets of one member and period (docs/scheme.md, periods). What holds over a longer
 * period than a sheet is put together from what the sheets handed on; nothing is rounded before the result.
 */
export class PeriodTree {
  readonly parts: Part[] = [];
  readonly profileCode: string;
  private readonly plan: Plan | null;

  /** `months` in order of time. */
  constructor(
    private readonly scheme: Scheme,
    private readonly months: readonly PeriodFacts[],
    private readonly facts: { per: Period; previousResultHundredths: number | null },
  ) {
    this.profileCode = this.profileOf(months);
    this.plan = planOf(scheme, this.profileCode);
  }

  /** What the total comes to, in whole hundredths; null where no sheet counted. */
  result(vetoes: readonly HoldingVeto[]): number | null {
    if (this.months.length === 0 || !this.plan) return null;
    return roundHalfUp(this.valueOver(this.plan.total, this.months, vetoes) ?? zero);
  }

  /** By code: what bands ask about, over the whole period. */
  partsAsked(): Record<string, number> {
    const asked = this.scheme.bands.flatMap(({ conditions }) => conditions.partsAtLeast ?? []);
    const told = this.parts.length;
    const values = asked.map(({ code }) => {
      const node = this.plan?.byCode.get(code);
      const value = node && this.months.length > 0 ? this.valueOver(node, this.months, []) : null;
      return [code, roundHalfUp(value ?? zero)] as const;
    });
    this.parts.length = told;
    return Object.fromEntries(values);
  }

  /** Over any time: the node's own periods within it, put together. Null where nothing was handed on. */
  private valueOver(node: Node, months: readonly PeriodFacts[], vetoes: readonly HoldingVeto[]): Exact | null {
    const over = (node.rules ?? node.item!).over;
    if (!node.long)
      return combineOver(
        over,
        months.map((month) => sheetValue(node, month, over)).filter((it) => it !== null),
      );
    const per = (node.rules ?? node.item!).per;
    const chunks = new Map<string, PeriodFacts[]>();
    for (const month of months) {
      const key = periodKey(per, month.month, this.scheme.yearStartsMonth);
      const chunk = chunks.get(key);
      if (chunk) chunk.push(month);
      else chunks.set(key, [month]);
    }
    const values = [...chunks].map(([key, chunk]) => this.valueIn(node, key, chunk, vetoes));
    const within = this.withinLimits(node, [...chunks.values()], values);
    return combineOver(
      over,
      within.filter((it) => it !== null),
    );
  }

  /** In one of the node's own periods, with the figures of the profile that the member had at its end. */
  private valueIn(
    { code }: Node,
    key: string,
    months: readonly PeriodFacts[],
    vetoes: readonly HoldingVeto[],
  ): Exact | null {
    const plan = planOf(this.scheme, this.profileOf(months));
    const node = plan?.byCode.get(code);
    if (!plan || !node) return null;
    const notes: Note[] = [];
    const value = node.item ? this.itemIn(node, months, notes) : this.groupIn(plan, node, months, notes, vetoes);
    if (value === null) return null;
    const capped = vetoes
      .filter(
        ({ rule, month }) =>
          !node.parent &&
          rule.per === node.rules!.per &&
          periodKey(rule.per, month, this.scheme.yearStartsMonth) === key,
      )
      .reduce((high, { rule }) => Math.min(high, rule.capHundredths), node.high);
    const within = clampExact(value, Math.min(node.low, capped), capped);
    const order = compareExact(within, value);
    if (order < 0) notes.push({ code: 'cap', params: { capHundredths: capped } });
    if (order > 0) notes.push({ code: 'floor', params: { floorHundredths: node.low } });
    const per = (node.rules ?? node.item!).per;
    this.parts.push({
      code,
      per,
      key,
      beforeHundredths: roundHalfUp(value),
      valueHundredths: roundHalfUp(within),
      notes,
    });
    return within;
  }

  /** Caps over periods longer still, used up in the order of time. */
  private withinLimits(
    node: Node,
    chunks: readonly PeriodFacts[][],
    values: readonly (Exact | null)[],
  ): (Exact | null)[] {
    return node.limits.reduce<(Exact | null)[]>(
      (list, { per, capHundredths }) => {
        const used = new Map<string, Exact>();
        return list.map((value, index) => {
          if (!value) return value;
          const key = periodKey(per, chunks[index]![0]!.month, this.scheme.yearStartsMonth);
          const before = used.get(key) ?? zero;
          const left = addUp([exactly(capHundredths), negative(before)]);
          const beyond = compareExact(value, left) * Math.sign(capHundredths || 1) > 0;
          const within = beyond ? left : value;
          used.set(key, addUp([before, within]));
          return within;
        });
      },
      [...values],
    );
  }

  /** What an item of a longer period presumes once, with what the sheets changed. */
  private itemIn(node: Node, months: readonly PeriodFacts[], notes: Note[]): Exact | null {
    const given = months.map(({ parts }) => parts?.[node.code]).filter((part) => part !== undefined);
    const sum = given.reduce((total, part) => total + part, 0);
    const item = node.item!;
    if (item.required && given.length === 0) return null;
    if (item.combine !== 'sum' && given.length > 0) {
      // One word about the whole period, given in several sheets: their mean, or the greatest, and never their sum.
      const one = combineOver(item.combine === 'highest' ? 'highest' : 'mean', given.map(exactly)) ?? zero;
      return item.kind === 'base' ? addUp([this.standardOf(node, notes), one]) : one;
    }
    if (countsTogether(item) && given.length > 0) {
      notes.push({ code: 'counted', params: { count: sum } });
      return exactly(countedHundredths(item, sum, node.standardHundredths));
    }
    return item.kind === 'base' ? addUp([this.standardOf(node, notes), exactly(sum)]) : exactly(sum);
  }

  private standardOf(node: Node, notes: Note[]): Exact {
    const { carryOver } = node.item!;
    const { previousResultHundredths: previous } = this.facts;
    if (carryOver && previous !== null && !node.notApplicable) {
      notes.push({ code: 'carryOver', params: { fromHundredths: previous, ...carryOver } });
      return times(exactly(previous), carryOver.numerator, carryOver.denominator);
    }
    notes.push({ code: 'standard', params: { standardHundredths: node.standardHundredths } });
    return exactly(node.standardHundredths);
  }

  private groupIn(
    plan: Plan,
    node: Node,
    months: readonly PeriodFacts[],
    notes: Note[],
    vetoes: readonly HoldingVeto[],
  ): Exact | null {
    const rules = node.rules!;
    const values = this.memberValues(node, months, vetoes);
    const { combine } = rules;
    if (combine !== 'sum') notes.push({ code: combine, params: { members: values.length } });
    let value = combine === 'sum' ? addUp(values) : (combineOver(combine, values) ?? zero);
    const foreign = node.parent ? [] : months.filter(({ parts }) => parts === null);
    for (const { month, scoreHundredths } of foreign) {
      // Published under a rule whose total was the sheet's score: that score is all there is, and it isn't lost.
      notes.push({ code: 'otherVersion', params: { month, scoreHundredths } });
      value = addUp([value, exactly(scoreHundredths)]);
    }
    if (rules.share) {
      notes.push({ code: 'share', params: { ...rules.share } });
      value = times(value, rules.share.numerator, rules.share.denominator);
    }
    for (const code of rules.times) {
      const factorHundredths = this.factorIn(plan, code, months);
      notes.push({ code: 'times', params: { item: code, factorHundredths } });
      value = times(value, factorHundredths, 100);
    }
    return rules.roundHundredths === null ? value : exactly(roundHalfUp(value, rules.roundHundredths));
  }

  private memberValues(node: Node, months: readonly PeriodFacts[], vetoes: readonly HoldingVeto[]): Exact[] {
    const isBest = node.rules!.combine === 'highest';
    const members = node.members.filter((member) => {
      if (isBest) return !member.item;
      return node.rules!.combine !== 'mean' || isHeld(member, months);
    });
    const values = members.map((member) => this.valueOver(member, months, vetoes));
    const entries = isBest ? months.map(({ parts }) => exactly(parts?.[node.code] ?? 0)) : [];
    return [...values, ...entries].filter((value) => value !== null);
  }

  /** The factor as it was entered last, or as its item says; presumed where nothing was entered. */
  private factorIn(plan: Plan, code: string, months: readonly PeriodFacts[]): number {
    const node = plan.factors.get(code);
    const given = months.map(({ parts }) => parts?.[code]).filter((part) => part !== undefined);
    const value = combineOver(node?.item?.over ?? 'latest', given.map(exactly));
    return value ? roundHalfUp(value) : (node?.standardHundredths ?? 100);
  }

  private profileOf(months: readonly PeriodFacts[]): string {
    const known = months.findLast(({ profileCode }) => planOf(this.scheme, profileCode ?? '')?.profile.scored);
    return known?.profileCode ?? this.scheme.profiles.find(({ scored }) => scored)?.code ?? '';
  }
}

function negative({ numerator, denominator }: Exact): Exact {
  return { numerator: -numerator, denominator };
}

/** A node's value in one sheet: the score itself is the total's; null where the sheet handed nothing on. */
function sheetValue(node: Node, { parts, scoreHundredths }: PeriodFacts, over: Over): Exact | null {
  if (!node.parent && node.rules) return exactly(scoreHundredths);
  const part = parts?.[node.code];
  if (part !== undefined) return exactly(part);
  // An item that had to be entered and was not is missing; anything else that nobody entered came to nothing.
  return node.item?.required || over === 'latest' ? null : zero;
}

/** Values of several periods, in order of time, as one; null where there is none. */
function combineOver(over: Over, values: readonly Exact[]): Exact | null {
  const [first] = values;
  if (!first) return null;
  switch (over) {
    case 'sum':
      return addUp(values);
    case 'mean':
      return times(addUp(values), 1, values.length);
    case 'highest':
      return highestOf(values);
    case 'latest':
      return values.at(-1)!;
  }
}

/** Whether something of a node was entered in one of the sheets, or is presumed: a mean leaves out what holds nothing. */
function isHeld(node: Node, months: readonly PeriodFacts[]): boolean {
  if (node.item?.kind === 'base' && !node.item.required) return true;
  if (months.some(({ parts }) => parts?.[node.code] !== undefined)) return true;
  return node.long && node.members.some((member) => isHeld(member, months));
}
