import { acceptSheet, type BranchAtWork, sheetsOf, startReview } from '../support/month.js';

/** Reviews an opened month: every sheet is accepted as it is. */
export async function decideAll(branch: BranchAtWork, branchMonthId: number): Promise<void> {
  await startReview(branch, branchMonthId);
  for (const { id, ownCase, state } of await sheetsOf(branch, branchMonthId))
    if (state !== 'notScored' && state !== 'decided') await acceptSheet(ownCase ? branch.deputy : branch.secretary, id);
}
