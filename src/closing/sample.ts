import { sha256 } from '../audit/trail.service.js';
import type { Scheme } from '../scoring/scheme.js';
import type { DraftRow } from './rows.js';

/** At least so many of a hundred rows are drawn (domain/process.md: random ≥ 10 %). */
export const sampleShareHundredths = 10;

/**
 * The sample of a closing: members in the order of SHA-256 over "seed memberId", the first tenth of them, rounded up. Whoever has
 * the seed can draw it again; nobody can choose it, because the seed is drawn by the service after the list is handed in.
 */
export function sampleOf(seed: string, memberIds: readonly number[]): number[] {
  const count = Math.ceil((memberIds.length * sampleShareHundredths) / 100);
  return memberIds
    .map((memberId) => ({ memberId, key: sha256(`${seed} ${memberId}`) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .slice(0, count)
    .map(({ memberId }) => memberId);
}

export const mustLookReasons = ['veto', 'award', 'atLeast95', 'below60'] as const;
export type MustLookReason = (typeof mustLookReasons)[number];

/** Why the bureau must look at a row (domain/process.md): all vetoes, all awards from city level up, all ≥ 95 and < 60. */
export function mustLookAt(
  { vetoCode, resultHundredths }: Pick<DraftRow, 'vetoCode' | 'resultHundredths'>,
  hasAward: boolean,
): MustLookReason[] {
  const reasons: MustLookReason[] = [];
  if (vetoCode !== null) reasons.push('veto');
  if (hasAward) reasons.push('award');
  if (resultHundredths !== null && resultHundredths >= 9500) reasons.push('atLeast95');
  if (resultHundredths !== null && resultHundredths < 6000) reasons.push('below60');
  return reasons;
}

/**
 * The options that mean an award from city level up: those of a contribution which the bureau decides although the item itself
 * is the branch's. By item, and read from the scheme alone.
 */
export function awardOptions(scheme: Scheme): Map<string, Set<string>> {
  return new Map(
    scheme.items
      .filter(({ kind, decidedBy }) => kind === 'contribution' && decidedBy !== 'bureau')
      .map((item): [string, Set<string>] => [
        item.code,
        new Set((item.options ?? []).filter(({ decidedBy }) => decidedBy === 'bureau').map(({ code }) => code)),
      ])
      .filter(([, options]) => options.size > 0),
  );
}
