import type { Item, Scheme } from '../scoring/scheme.js';

/*
 * What a report asks of a scheme that the scheme does not say by itself: which item is about dues, which about the theme day, and
 * where the warning line is. Codes differ from scheme to scheme, so items are known by their Chinese names.
 */

/** The least points of the lowest band that isn't the bottom one: who has less is warned. Null where there is one band or none. */
export function warningLine({ bands }: Scheme): number | null {
  const lines = bands.map(({ fromHundredths }) => fromHundredths).filter((from) => from > 0);
  return bands.length > 1 && lines.length > 0 ? Math.min(...lines) : null;
}

/** Deductions for an organisational measure: 受组织处理（提醒谈话、诫勉等）. */
export function measureItemCodes({ items }: Scheme): string[] {
  return items
    .filter(({ kind, name }) => kind === 'deduction' && /组织处理|提醒谈话|诫勉/u.test(name.zh))
    .map(({ code }) => code);
}

/**
 * The item that says whether dues were paid (党费): the base item where there is one, otherwise the deduction for not paying. One in
 * a scheme; undefined where the scheme has none.
 */
export function duesItem(scheme: Scheme): Item | undefined {
  return about(scheme, /党费/u);
}

/** The item that says who was at the theme day (主题党日). */
export function themeDayItem(scheme: Scheme): Item | undefined {
  return about(scheme, /主题党日/u);
}

function about({ items }: Scheme, words: RegExp): Item | undefined {
  const found = items.filter(({ name }) => words.test(name.zh));
  return found.find(({ kind }) => kind === 'base') ?? found.find(({ kind }) => kind === 'deduction');
}
