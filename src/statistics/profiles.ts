import { addUp, type Exact, exactly, roundHalfUp, times } from '../scoring/exact.js';
import { planOf, type Plan } from '../scoring/plan.js';
import type { Scheme, Text } from '../scoring/scheme.js';

/** How many published sheets of one profile, under one version of the scheme, have these base points by category. */
export interface CategoryRow {
  schemeVersionId: number;
  profileCode: string;
  /** As JSON by code; null for what was imported without. */
  categoryPoints: string | null;
  /** Brought along from before: its lines are not known. */
  imported: boolean;
  sheets: number;
}

/** What was entered about one item in sheets of one profile, under one version of the scheme. */
export interface ItemRow {
  schemeVersionId: number;
  profileCode: string;
  itemCode: string;
  /** Sheets in which something was entered about it. */
  sheets: number;
  countedHundredths: number;
}

/** A mean over sheets: of the share that each reached of what it could, in parts of ten thousand, half up. */
export interface ProfilePart {
  code: string;
  name: Text;
  sheets: number;
  shareTenThousandths: number;
}

type Schemes = ReadonlyMap<number, Scheme>;

/** Points and reachable points of so many sheets; all of a group can reach the same. */
interface Reached {
  code: string;
  sheets: number;
  pointsHundredths: number;
  standardHundredths: number;
}

/**
 * The mean share of base points by category (B1–B4), as they were published. Sheets without points by category are left out, and
 * so is a category in which a sheet could reach nothing.
 */
export function categoryProfile(rows: readonly CategoryRow[], schemes: Schemes): ProfilePart[] {
  const reached = rows.flatMap(({ schemeVersionId, profileCode, categoryPoints, sheets }) => {
    const plan = planOfRow(schemes, schemeVersionId, profileCode);
    if (!plan || categoryPoints === null) return [];
    const points = JSON.parse(categoryPoints) as Record<string, number>;
    return plan.scheme.categories.flatMap(({ code }, index) => {
      const standardHundredths = standardOf(plan, 'category', index);
      const of = points[code];
      return of === undefined ? [] : [{ code, sheets, pointsHundredths: of * sheets, standardHundredths }];
    });
  });
  return meansOf(reached, namesOf(schemes, 'categories'));
}

/**
 * The mean share of base points by qualification (Q1–Q4). A sheet has a line only where something was entered: of the others the
 * item counts its standard, as the rule presumes.
 */
export function qualificationProfile(
  sheetRows: readonly CategoryRow[],
  itemRows: readonly ItemRow[],
  schemes: Schemes,
): ProfilePart[] {
  const entered = new Map(itemRows.map((row) => [`${row.schemeVersionId} ${row.profileCode} ${row.itemCode}`, row]));
  const sizes = new Map<string, { schemeVersionId: number; profileCode: string; sheets: number }>();
  for (const { schemeVersionId, profileCode, imported, sheets } of sheetRows) {
    if (imported) continue;
    const key = `${schemeVersionId} ${profileCode}`;
    sizes.set(key, { schemeVersionId, profileCode, sheets: (sizes.get(key)?.sheets ?? 0) + sheets });
  }
  const reached = [...sizes].flatMap(([key, { schemeVersionId, profileCode, sheets }]) => {
    const plan = planOfRow(schemes, schemeVersionId, profileCode);
    if (!plan) return [];
    return plan.scheme.qualifications.map(({ code }, index) => {
      let pointsHundredths = 0;
      for (const node of baseItems(plan, 'qualification', index)) {
        const row = entered.get(`${key} ${node.code}`);
        const presumed = node.long ? 0 : node.standardHundredths;
        pointsHundredths += presumed * (sheets - (row?.sheets ?? 0)) + (row?.countedHundredths ?? 0);
      }
      return { code, sheets, pointsHundredths, standardHundredths: standardOf(plan, 'qualification', index) };
    });
  });
  return meansOf(reached, namesOf(schemes, 'qualifications'));
}

function planOfRow(schemes: Schemes, schemeVersionId: number, profileCode: string): Plan | null {
  const scheme = schemes.get(schemeVersionId);
  return scheme ? planOf(scheme, profileCode) : null;
}

const baseItems = (plan: Plan, tag: 'category' | 'qualification', index: number) =>
  plan.items.filter((node) => node.item?.kind === 'base' && node[tag] === index);

function standardOf(plan: Plan, tag: 'category' | 'qualification', index: number): number {
  return baseItems(plan, tag, index).reduce((sum, node) => sum + (node.long ? 0 : node.standardHundredths), 0);
}

function meansOf(reached: readonly Reached[], names: ReadonlyMap<string, Text>): ProfilePart[] {
  return [...names].flatMap(([code, name]) => {
    const own = reached.filter((each) => each.code === code && each.standardHundredths > 0);
    const sheets = own.reduce((sum, each) => sum + each.sheets, 0);
    if (sheets === 0) return [];
    // The sum of the shares of all sheets of a group is its points over what one of them can reach.
    const shares: Exact[] = own.map((each) => times(exactly(each.pointsHundredths), 10_000, each.standardHundredths));
    return [{ code, name, sheets, shareTenThousandths: roundHalfUp(times(addUp(shares), 1, sheets)) }];
  });
}

/** In the order of the latest version that has them; the latest name of each. */
function namesOf(schemes: Schemes, list: 'categories' | 'qualifications'): Map<string, Text> {
  const names = new Map<string, Text>();
  for (const [, scheme] of [...schemes].sort(([one], [other]) => other - one))
    for (const { code, name } of scheme[list]) if (!names.has(code)) names.set(code, name);
  return names;
}
