/**
 * The default scheme as somebody would write it by hand who needs no other: figures in the code, no tree, no periods. It
 * answers what the engine answers: figures, columns, and every line with the reason why it counted less. It knows of one deed
 * only that it counts once, under the heavier item.
 */
import type { Entry, Line, Score } from '#src/scoring/score.js';

const base: [
  code: string,
  category: number,
  qualification: number,
  standard: number,
  options?: Record<string, number>,
][] = [
  ['B1-01', 0, 1, 800, { full: 800, lateOrEarly: 600, leaveWithMakeUp: 800, leaveWithoutMakeUp: 600, absent: 0 }],
  ['B1-02', 0, 1, 600, { attended: 600, onLeave: 600, notHeld: 600, absent: 0 }],
  ['B1-03', 0, 0, 400, { attended: 400, notHeld: 400, missed: 0 }],
  ['B1-04', 0, 1, 200, { onTime: 200, late: 0 }],
  ['B2-01', 1, 0, 800, { done: 800, partly: 400, notDone: 0 }],
  ['B2-02', 1, 0, 600],
  ['B2-03', 1, 1, 600],
  ['B3-01', 2, 3, 1000, { done: 1000, behind: 500, notDone: 0 }],
  ['B3-02', 2, 3, 500],
  ['B3-03', 2, 3, 500, { none: 500, verified: 0 }],
  ['B4-01', 3, 1, 600, { paid: 600, lateWithinMonth: 400, unpaid: 0 }],
  ['B4-02', 3, 1, 400, { reported: 400, notReported: 0 }],
  ['B4-03', 3, 0, 500],
  ['B4-04', 3, 2, 500],
];
const others: [code: string, qualification: number, cap: number, value: number | Record<string, number> | null][] = [
  ['D-01', 1, -300, { occurred: -300 }],
  ['D-02', 1, -300, -100],
  ['D-03', 0, -600, -300],
  ['D-04', 1, -1000, { ownUnit: -300, higherBody: -500 }],
  ['D-05', 2, -600, -200],
  ['D-06', 1, -200, { occurred: -200 }],
  ['D-08', 1, -1000, -500],
  ['D-09', 1, -1500, { measure: -1500 }],
  ['C-01', 3, 400, 200],
  ['C-02', 3, 600, { member: 300, leader: 400 }],
  ['C-03', 3, 400, { lecture: 400, talk: 100 }],
  ['C-04', 3, 400, { county: 100, city: 200, province: 400 }],
  ['C-05', 3, 400, 200],
  ['C-06', 3, 400, 200],
  ['C-07', 3, 1000, { national: 1000, provincial: 800, department: 600, city: 400, county: 300, ownBureau: 100 }],
  ['C-08', 3, 500, null],
  ['C-09', 3, 100, { served: 100 }],
  ['C-10', 3, 400, 200],
];
const place = new Map([...base, ...others].map(([code], index) => [code, index]));
const codes = [...base, ...others].map(([code]) => code);
const notApplicableOf: Record<string, Set<string>> = {
  full: new Set(),
  light: new Set(['B1-02', 'B2-02', 'B3-01', 'B3-02', 'B3-03']),
};

export function scoreByHand(profileCode: string, entries: readonly Entry[]): Score {
  const notApplicable = notApplicableOf[profileCode]!;
  const ofItem: Line[][] = codes.map(() => []);
  for (const entry of entries) {
    const index = place.get(entry.itemCode);
    if (index === undefined || notApplicable.has(entry.itemCode)) throw new Error(`entries: ${entry.itemCode}`);
    const claimed = claimedOf(index, entry);
    ofItem[index]!.push({
      entryNumber: entry.number,
      itemCode: entry.itemCode,
      kind: index < base.length ? 'base' : claimed < 0 ? 'deduction' : 'contribution',
      claimedHundredths: claimed,
      countedHundredths: claimed,
      notes: [],
    });
  }
  const categories = [0, 0, 0, 0];
  const qualifications = [0, 1, 2, 3].map(() => ({ points: 0, deduction: 0, contribution: 0 }));
  const lines: Line[] = [];
  let baseHundredths = 0;
  base.forEach(([itemCode, category, qualification, standard], index) => {
    const line: Line = ofItem[index]![0] ?? {
      entryNumber: null,
      itemCode,
      kind: 'base',
      claimedHundredths: standard,
      countedHundredths: standard,
      notes: notApplicable.has(itemCode) ? [{ code: 'notApplicable' }] : [],
    };
    lines.push(line);
    baseHundredths += line.countedHundredths;
    categories[category]! += line.countedHundredths;
    qualifications[qualification]!.points += line.countedHundredths;
  });
  let deductionHundredths = 0;
  let contributionHundredths = 0;
  const contributions: Line[] = [];
  others.forEach(([, qualification, cap], index) => {
    const found = ofItem[base.length + index]!;
    if (found.length > 1) found.sort((a, b) => Math.abs(b.claimedHundredths) - Math.abs(a.claimedHundredths));
    let left = Math.abs(cap);
    for (const line of found) {
      cut(line, left, { code: 'itemCap', params: { capHundredths: cap, cutHundredths: 0 } });
      left -= Math.abs(line.countedHundredths);
      lines.push(line);
      if (cap < 0) {
        deductionHundredths += line.countedHundredths;
        qualifications[qualification]!.deduction += line.countedHundredths;
      } else contributions.push(line);
    }
  });
  let left = 2000;
  if (contributions.length > 1) contributions.sort((a, b) => b.countedHundredths - a.countedHundredths);
  for (const line of contributions) {
    cut(line, left, { code: 'groupCap', params: { group: 'contributions', capHundredths: 2000, cutHundredths: 0 } });
    left -= line.countedHundredths;
    contributionHundredths += line.countedHundredths;
    qualifications[3]!.contribution += line.countedHundredths;
  }
  const sum = baseHundredths + deductionHundredths + contributionHundredths;
  const scoreHundredths = Math.min(10_000, Math.max(0, sum));
  return {
    baseHundredths,
    deductionHundredths,
    contributionHundredths,
    scoreHundredths,
    categories: categories.map((pointsHundredths, index) => ({
      code: `B${index + 1}`,
      pointsHundredths,
      standardHundredths: 2000,
    })),
    qualifications: qualifications.map(({ points, deduction, contribution }, index) => ({
      code: `Q${index + 1}`,
      pointsHundredths: points,
      standardHundredths: [2300, 3200, 500, 2000][index]!,
      deductionHundredths: deduction,
      contributionHundredths: contribution,
    })),
    lines,
    adjustments:
      scoreHundredths === sum
        ? []
        : [{ code: sum < 0 ? 'floor' : 'ceiling', group: null, pointsHundredths: scoreHundredths - sum }],
    parts: {},
  };
}

function claimedOf(index: number, { optionCode, count, pointsHundredths }: Entry): number {
  const value = index < base.length ? (base[index]![4] ?? null) : others[index - base.length]![3];
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(count) || count! < 1 || count! > 31) throw new Error('count');
    return count! * value;
  }
  if (value === null) {
    if (!Number.isSafeInteger(pointsHundredths) || pointsHundredths! % 50 !== 0) throw new Error('points');
    return pointsHundredths!;
  }
  const points = value[optionCode ?? ''];
  if (points === undefined) throw new Error('option');
  return points;
}

function cut(line: Line, room: number, note: { code: string; params: Record<string, string | number> }): void {
  const size = Math.abs(line.countedHundredths);
  if (size <= room) return;
  note.params['cutHundredths'] = size - room;
  line.notes.push(note);
  line.countedHundredths = line.countedHundredths < 0 ? -room : room;
}
