import { grouped } from '../organisation/grouped.js';
import type { HalfYearFacts } from './half-year.facts.js';

/** The facts of several branches, branch by branch: each has what it would have had if it had been asked for alone. */
export function factsOfBranches(facts: HalfYearFacts): HalfYearFacts[] {
  const staysOf = grouped(facts.stays, ({ memberId }) => memberId);
  const membersOf = grouped(facts.stays, ({ branchId }) => branchId);
  const monthsOf = grouped(facts.branchMonths, ({ branchId }) => branchId);
  const resultsOf = grouped(facts.results, ({ memberId }) => memberId);
  return facts.branches.map((branch) => {
    const memberIds = [...new Set((membersOf.get(branch.id) ?? []).map(({ memberId }) => memberId))];
    const stays = memberIds.flatMap((memberId) => staysOf.get(memberId) ?? []);
    const branchIds = new Set([branch.id, ...stays.map(({ branchId }) => branchId)]);
    return {
      ...facts,
      unit: { ...branch, rankingEnabled: false },
      branches: [branch],
      stays,
      branchMonths: [...branchIds].flatMap((branchId) => monthsOf.get(branchId) ?? []),
      results: memberIds.flatMap((memberId) => resultsOf.get(memberId) ?? []),
    };
  });
}
