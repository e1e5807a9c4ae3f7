import { type Day, type Month, monthOf } from '../calendar.js';
import { endsPeriod, monthsOfPeriod, periodKey } from '../scoring/periods.js';
import type { Scheme, Veto as VetoRule } from '../scoring/scheme.js';
import type { VetoFact } from '../scoring/summary.js';

/** The states of a veto (domain/scheme.md: set with a document number by two people). Lifting it takes the same. */
export const vetoStates = ['proposed', 'set', 'liftingProposed', 'lifted', 'refused'] as const;
export type VetoState = (typeof vetoStates)[number];

export const nextVetoStates: Record<VetoState, readonly VetoState[]> = {
  proposed: ['set', 'refused'],
  set: ['liftingProposed'],
  liftingProposed: ['lifted', 'set'],
  lifted: [],
  refused: [],
};

/** While it is in one of these, a veto limits what the rule says: until it is lifted, and not before it is set. */
export const holdingStates = ['set', 'liftingProposed'] as const satisfies readonly VetoState[];
export const holdingStatesInSql = `('${holdingStates.join("', '")}')`;

/** What people do with a veto after it was proposed: from which state, and what becomes of it. */
export const vetoSteps = {
  confirm: { from: 'proposed', to: 'set' },
  refuse: { from: 'proposed', to: 'refused' },
  proposeLifting: { from: 'set', to: 'liftingProposed' },
  lift: { from: 'liftingProposed', to: 'lifted' },
  keep: { from: 'liftingProposed', to: 'set' },
} as const satisfies Record<string, { from: VetoState; to: VetoState }>;
export type LaterVetoStep = keyof typeof vetoSteps;
export type VetoStep = 'propose' | LaterVetoStep;

/** Whose veto it is, and who proposed what is to be answered: the veto itself, or its lifting. */
export interface VetoHands {
  memberId: number;
  askedBy: number;
  askedByMemberId: number | null;
}

type Person = { accountId: number; memberId: number | null };

/**
 * Why this person may not take this step, whatever office he has; null when nothing is against it. Nobody has a hand in a veto
 * about himself (ownCase), and whoever proposed it, or its lifting, does not confirm the same (secondPerson). What one proposed
 * one may take back.
 */
export function whyNotVeto(
  step: VetoStep,
  { accountId, memberId }: Person,
  { memberId: subject, askedBy, askedByMemberId }: VetoHands,
): 'ownCase' | 'secondPerson' | null {
  if (memberId !== null && memberId === subject) return 'ownCase';
  const asked = accountId === askedBy || (memberId !== null && memberId === askedByMemberId);
  return asked && (step === 'confirm' || step === 'lift') ? 'secondPerson' : null;
}

/** Whose proposal the next answer is about. */
export function handsOf(veto: {
  state: VetoState;
  memberId: number;
  proposedBy: number;
  proposedByMemberId: number | null;
  liftProposedBy: number | null;
  liftProposedByMemberId: number | null;
}): VetoHands {
  const { state, memberId, proposedBy, proposedByMemberId, liftProposedBy, liftProposedByMemberId } = veto;
  return state === 'liftingProposed' && liftProposedBy !== null
    ? { memberId, askedBy: liftProposedBy, askedByMemberId: liftProposedByMemberId }
    : { memberId, askedBy: proposedBy, askedByMemberId: proposedByMemberId };
}

/** The period that a veto limits: '2026-05', '2026-Q2', '2026-H1', '2026'. */
export function limitedPeriod(scheme: Scheme, { per }: VetoRule, factDay: Day): string {
  return periodKey(per, monthOf(factDay), scheme.yearStartsMonth);
}

/** A fact in the middle of a quarter limits the quarter's sheet, which carries the name of its last month. */
export function sheetMonthOf(scheme: Scheme, month: Month): Month {
  const months = monthsOfPeriod(periodKey(scheme.period, month, scheme.yearStartsMonth), scheme.yearStartsMonth) ?? [];
  return months.find((each) => endsPeriod(scheme.period, each, scheme.yearStartsMonth)) ?? month;
}

/** As `summarise` takes it. */
export function asFact(scheme: Scheme, { vetoCode, factDay }: { vetoCode: string; factDay: Day }): VetoFact {
  return { veto: vetoCode, month: sheetMonthOf(scheme, monthOf(factDay)) };
}

/** The heaviest of the vetoes that limit a sheet itself: those of the sheet's own period. */
export function vetoOnSheet(
  scheme: Scheme,
  month: Month,
  vetoes: readonly { vetoCode: string; factDay: Day }[],
): VetoRule | null {
  const holding = vetoes.flatMap((veto) => {
    const rule = scheme.vetoes.find(({ code }) => code === veto.vetoCode);
    return rule?.per === scheme.period && asFact(scheme, veto).month === month ? [rule] : [];
  });
  return holding.toSorted((one, other) => one.capHundredths - other.capHundredths)[0] ?? null;
}

/** What remains of a sheet's score under a veto, in hundredths. */
export function scoreUnder(scheme: Scheme, vetoCode: string | null, scoreHundredths: number): number {
  const rule = scheme.vetoes.find(({ code }) => code === vetoCode);
  return rule ? Math.min(scoreHundredths, rule.capHundredths) : scoreHundredths;
}
