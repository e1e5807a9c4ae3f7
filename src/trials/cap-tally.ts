import type { Scheme, Text } from '../scoring/scheme.js';
import type { Score } from '../scoring/score.js';

export type CapScope = 'item' | 'group' | 'total';

export interface Bites {
  /** In how many sheets. */
  times: number;
  /** How many points it cut off, or spared where it limits what is taken. */
  cutHundredths: number;
}

/** What a cap did in the sheets as they were, and in the sheets as the draft would have them. */
export interface CapCount {
  /** An item's or group's; 'total'. */
  code: string;
  scope: CapScope;
  name: Text;
  before: Bites;
  after: Bites;
}

const total = { zh: '总分', en: 'Total' };
const scopes: readonly CapScope[] = ['item', 'group', 'total'];

/** Counts which caps bite. Caps over longer periods count under the item or group that they are of. */
export class CapTally {
  private readonly counts = new Map<string, CapCount>();

  add(side: 'before' | 'after', scheme: Scheme, score: Score): void {
    for (const [key, { scope, code, cutHundredths }] of bitesOf(score)) {
      const count = this.counts.get(key) ?? {
        ...{ code, scope, name: nameOf(scheme, scope, code) },
        before: { times: 0, cutHundredths: 0 },
        after: { times: 0, cutHundredths: 0 },
      };
      count[side].times += 1;
      count[side].cutHundredths += cutHundredths;
      // The draft's word for it, where both have one.
      if (side === 'after') count.name = nameOf(scheme, scope, code);
      this.counts.set(key, count);
    }
  }

  /** Items, groups, the total; those that cut off the most come first. */
  all(): CapCount[] {
    const most = ({ before, after }: CapCount) => Math.max(before.cutHundredths, after.cutHundredths);
    return [...this.counts.values()].sort(
      (one, other) =>
        scopes.indexOf(one.scope) - scopes.indexOf(other.scope) ||
        most(other) - most(one) ||
        (one.code < other.code ? -1 : 1),
    );
  }
}

interface Bite {
  scope: CapScope;
  code: string;
  cutHundredths: number;
}

/** Of one sheet, by cap: a cap that cuts several lines bites once. */
function bitesOf({ lines, adjustments }: Score): Map<string, Bite> {
  const bites = new Map<string, Bite>();
  const add = (scope: CapScope, code: string, cutHundredths: number) => {
    const bite = bites.get(`${scope} ${code}`);
    if (bite) bite.cutHundredths += cutHundredths;
    else bites.set(`${scope} ${code}`, { scope, code, cutHundredths });
  };
  for (const { itemCode, notes } of lines) {
    for (const { code, params } of notes) {
      const cut = Number(params?.cutHundredths ?? 0);
      if (code === 'itemCap' || code === 'itemLimit') add('item', itemCode, cut);
      if (code === 'groupCap' || code === 'groupLimit') add('group', String(params?.group), cut);
    }
  }
  for (const { code, group, pointsHundredths } of adjustments) {
    if (code === 'groupCap') add('group', String(group), Math.abs(pointsHundredths));
    if (code === 'ceiling') add('total', 'total', Math.abs(pointsHundredths));
  }
  return bites;
}

function nameOf({ items, groups }: Scheme, scope: CapScope, code: string): Text {
  if (scope === 'total') return total;
  const named = (scope === 'item' ? items : groups).find((one) => one.code === code);
  return named?.name ?? { zh: code, en: code };
}
