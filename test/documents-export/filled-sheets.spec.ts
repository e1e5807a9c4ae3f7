import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, aDecidedMonth, type BranchAtWork } from '../support/month.js';

let service: Service;
let branch: BranchAtWork;
beforeAll(async () => {
  service = await startService();
  branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 6 });
});
afterAll(() => service.close());

/** The statements that go through the door while the work is done. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const watched = service.database as unknown as { rows: (...given: unknown[]) => unknown };
  const through = watched.rows;
  const found: string[] = [];
  watched.rows = (...given) => {
    found.push(String(given[0]));
    return through.apply(service.database, given);
  };
  try {
    await work();
    return found;
  } finally {
    delete (watched as Partial<typeof watched>).rows;
  }
}

test('the filled sheets of a branch read what concerns the whole branch once, and each sheet as it is alone', async () => {
  const id = await aDecidedMonth(branch);
  const path = `/api/v1/branch-months/${id}/self-assessments.json`;
  const statements = await statementsOf(async () => expect((await branch.secretary.get(path)).status).toBe(200));
  const ofBranch = statements.filter((sql) => sql.includes('COALESCE(scoreHundredths'));
  expect(ofBranch).toHaveLength(1);
  const { body } = await branch.secretary.get(path);
  expect(JSON.stringify(body.sections).match(/自评表/g)!.length).toBeGreaterThanOrEqual(6);
  // What is read together is what one reads of each by itself: the middle without the reader's own sheet, too.
  const sheets = (await branch.secretary.get(`/api/v1/branch-months/${id}/sheets`)).body.items;
  const one = await branch.secretary.get(`/api/v1/sheets/${sheets[1].id}/self-assessment.json`);
  expect(JSON.stringify(body.sections)).toContain(JSON.stringify(one.body.sections[0].parts).slice(1, -1));
});
