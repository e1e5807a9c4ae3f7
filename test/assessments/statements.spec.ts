import { readFileSync } from 'node:fs';
import type { Item } from '#src/scoring/scheme.js';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  acceptSheet,
  type BranchAtWork,
  openMonth,
  publish,
  sheetsOf,
  startReview,
  take,
} from '../support/month.js';
import { countStatements } from '../support/statements.js';

let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
});
afterAll(() => service.close());

/** A whole month, and how many statements each step of it takes. */
async function month(size: number): Promise<Record<string, number>> {
  const branch: BranchAtWork = await aBranchAtWork(service, bureauId, { size });
  const { database } = service;
  const counts: Record<string, number> = {};
  const count = async (step: string, work: () => Promise<unknown>) =>
    (counts[step] = await countStatements(database, work));
  let id = 0;
  await count('open', async () => (id = (await openMonth(branch)).id));
  const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿', evidence: '证明' };
  for (const [index, sheet] of (await sheetsOf(branch, id)).entries())
    await branch.members[index]!.put(
      `/api/v1/sheets/${sheet.id}/submission`,
      { lines: index % 2 ? [claim] : [] },
      { version: 1 },
    );
  await count('start the review', () => startReview(branch, id));
  await count('list the sheets', () => sheetsOf(branch, id));
  await count('list the months', () => branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`));
  const { version } = await branch.secretary.get(`/api/v1/branch-months/${id}`);
  await count('accept all unchanged', () =>
    branch.deputy.put(`/api/v1/branch-months/${id}/acceptances`, undefined, { version: version! }),
  );
  await count('refuse what is not decided', () => take(branch.commissioner, id, 'readiness', {}));
  for (const { id: sheetId, state, ownCase } of await sheetsOf(branch, id))
    if (state === 'submitted') await acceptSheet(ownCase ? branch.deputy : branch.secretary, sheetId);
  await count('end the review', () => take(branch.commissioner, id, 'readiness', {}));
  await count('check', () => take(branch.commissioner, id, 'confidentiality-check', {}));
  await count('approve', () => take(branch.secretary, id, 'approval'));
  await count('publish', async () => expect((await publish(branch, id)).status).toBe(200));
  await count('read the board', () => branch.members[3]!.get(`/api/v1/branch-months/${id}/board`));
  return counts;
}

test('a month of forty members takes as many statements as one of four, step by step', async () => {
  await month(4); // The first month also reads the scheme, which is kept from then on.
  const [small, large] = [await month(4), await month(40)];
  expect(large).toEqual(small);
  expect(Math.max(...Object.values(large))).toBeLessThan(70);
});

describe('what members and reviewers do most', () => {
  /** Every base item that a member may speak about, and claims to make twenty lines of them. */
  const lines = twentyLines();
  let branch: BranchAtWork;
  let id: number;
  beforeAll(async () => {
    branch = await aBranchAtWork(service, bureauId, { size: 31 });
    id = (await openMonth(branch)).id;
  });
  const submit = (index: number, sheetId: number, version: number, sent: object[]) =>
    branch.members[index]!.put(`/api/v1/sheets/${sheetId}/submission`, { lines: sent }, { version });

  test('a submission of twenty lines takes fourteen statements between BEGIN and COMMIT and around them, handed in again two more', async () => {
    const [sheet] = (await sheetsOf(branch, id)).slice(-1);
    const answers: number[] = [];
    const count = (version: number) =>
      countStatements(service.database, async () => answers.push((await submit(30, sheet!.id, version, lines)).status));
    expect([await count(1), await count(2)]).toEqual([14, 16]);
    expect(answers).toEqual([200, 200]);
    expect((await branch.members[30]!.get(`/api/v1/sheets/${sheet!.id}`)).body.lines).toHaveLength(lines.length);
  });

  test('accepting thirty unchanged sheets takes nineteen, with the answer that says how the month stands', async () => {
    for (const [index, { id: sheetId, version }] of (await sheetsOf(branch, id)).entries())
      await submit(index, sheetId, version, []);
    await startReview(branch, id);
    const { version } = await branch.secretary.get(`/api/v1/branch-months/${id}`);
    let accepted = 0;
    const statements = await countStatements(service.database, async () => {
      const path = `/api/v1/branch-months/${id}/acceptances`;
      accepted = (await branch.secretary.put(path, undefined, { version: version! })).body.accepted;
    });
    expect({ accepted, statements }).toEqual({ accepted: 30, statements: 19 });
  });
});

function twentyLines(): object[] {
  const { items } = readSchemeFile(readFileSync('schemes/default.yaml', 'utf8')).scheme!;
  const least = ({ options, each }: Item) =>
    options ? { optionCode: options.at(-1)!.code } : each ? { count: 1 } : { pointsHundredths: 100 };
  const base = items.filter(({ kind, automatic }) => kind === 'base' && !automatic);
  const claims = items.filter(({ kind, claimedBy }) => kind === 'contribution' && claimedBy.includes('member'));
  return [
    ...base.map((item) => ({ itemCode: item.code, ...least(item), reason: '出差' })),
    ...claims.slice(0, 20 - base.length).map((item) => ({
      ...{ itemCode: item.code, ...least(item), occurredOn: '2026-11-03' },
      ...{ description: item.name.zh, evidence: '证明 20261103' },
    })),
  ];
}
