import { periodKey } from './periods.js';
import type { Node, Plan } from './plan.js';
import type { Note } from './problem.js';
import type { Limit } from './scheme.js';

/** What an item or group has counted in the earlier sheets of a longer period, in hundredths, by `${per}:${code}`. */
export type Earlier = Readonly<Record<string, number>>;

/** What holds for an item or group in one sheet; `limit` where what is left of a longer period's cap is the tighter one. */
export interface Bounds {
  low: number;
  high: number;
  limit: (Limit & { usedHundredths: number }) | null;
}

/**
 * What earlier sheets of the member leave of the scheme's longer caps, for the sheet of `month`; empty where the scheme has
 * none. `sheets` are his counted ones with the parts that their scores handed on; later ones are passed over.
 */
export function earlierOf(
  plan: Plan,
  month: string,
  sheets: readonly { month: string; parts?: Record<string, number> | null }[],
): Earlier {
  const earlier: Record<string, number> = {};
  const start = plan.scheme.yearStartsMonth;
  for (const node of plan.limited) {
    for (const { per } of node.limits) {
      const used = sheets
        .filter((sheet) => sheet.month < month && periodKey(per, sheet.month, start) === periodKey(per, month, start))
        .reduce((sum, sheet) => sum + (sheet.parts?.[node.code] ?? 0), 0);
      if (used !== 0) earlier[`${per}:${node.code}`] = used;
    }
  }
  return earlier;
}

/** The node's own floor and cap, or what is left of a longer one where that is less. */
export function boundsOf(node: Node, earlier: Earlier): Bounds {
  const bounds: Bounds = { low: node.low, high: node.high, limit: null };
  for (const limit of node.limits) {
    const usedHundredths = earlier[`${limit.per}:${node.code}`] ?? 0;
    const left = limit.capHundredths - usedHundredths;
    if (limit.capHundredths >= 0 && Math.max(0, left) < bounds.high) {
      Object.assign(bounds, { high: Math.max(0, left), limit: { ...limit, usedHundredths } });
    } else if (limit.capHundredths < 0 && Math.min(0, left) > bounds.low) {
      Object.assign(bounds, { low: Math.min(0, left), limit: { ...limit, usedHundredths } });
    }
  }
  return bounds;
}

/** The note for what these bounds cut off: the item's or group's own cap or floor, or what was left of a longer cap. */
export function boundNote(
  node: Node,
  bounds: Bounds,
  isCap: boolean,
): Note & { params: Record<string, string | number> } {
  const kind = node.item ? 'item' : 'group';
  const group: Record<string, string> = node.item ? {} : { group: node.code };
  const { limit } = bounds;
  if (limit && limit.capHundredths >= 0 === isCap) {
    const { per, capHundredths, usedHundredths } = limit;
    return { code: `${kind}Limit`, params: { ...group, per, capHundredths, usedHundredths } };
  }
  if (isCap) return { code: `${kind}Cap`, params: { ...group, capHundredths: bounds.high } };
  // Where only losses stand under it, the floor is what the rule calls their cap.
  const losses = node.item ? node.item.kind === 'deduction' : !node.gains && bounds.low < 0;
  if (losses) return { code: `${kind}Cap`, params: { ...group, capHundredths: bounds.low } };
  return { code: `${kind}Floor`, params: { ...group, floorHundredths: bounds.low } };
}
