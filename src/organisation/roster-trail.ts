import type { Canonical } from '../audit/canonical.js';
import type { NewGroup } from './roster-notes.js';
import type { Decided } from './roster-writing.service.js';

interface BranchLine {
  added: number[];
  changed: number[];
  cameIn: number[];
  left: number[];
  newGroups: number;
}

/** What an import did to each branch that it touched: who, by ids, and how many; the file itself by its digest. */
export function rosterLines(
  decided: readonly Decided[],
  newGroups: readonly NewGroup[],
): { branchId: number; about: Record<string, Canonical> }[] {
  const lines = new Map<number, BranchLine>();
  const lineOf = (branchId: number): BranchLine => {
    const line = lines.get(branchId) ?? { added: [], changed: [], cameIn: [], left: [], newGroups: 0 };
    lines.set(branchId, line);
    return line;
  };
  for (const { branchId, memberId, outcome, effect } of decided) {
    const line = lineOf(branchId);
    ({ add: line.added, change: line.changed, transfer: line.cameIn })[outcome].push(memberId);
    const left = effect?.removed ?? effect?.ended;
    if (left) lineOf(left.branchId).left.push(memberId);
  }
  for (const { branchId } of newGroups) lineOf(branchId).newGroups += 1;
  return [...lines].map(([branchId, line]) => ({ branchId, about: { ...line } }));
}
