import { randomUUID } from 'node:crypto';
import { layOut, type Laid } from '#src/demo/lay-out.js';
import { Year } from '#src/demo/year.js';
import { Trail } from '#src/audit/trail.service.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import type { TrialResultView } from '#src/trials/trial.view.js';
import type { Client, Service } from '../support/app.js';
import { startService } from '../support/app.js';
import { anAccount } from '../support/organisation.js';
import { contentOf } from './content.js';

/** The demo's year: told by real commands, with late and refused and light sheets, a transfer, and a branch with own items. */

const now = '2026-07-16T02:00:00.000Z';
let service: Service;
let laid: Laid;
let office: Client;
beforeAll(async () => {
  // The whole year is one transaction, as when the demo starts.
  service = await startService({ now, limits: { write: 120_000 } });
  const { app, database, clock } = service;
  await database.write(async () => {
    laid = await layOut(database, { year: 2026, passwordHash: 'none', now });
    clock.set('2026-01-01T00:00:00.000Z');
    await firstScheme(new Schemes(database, new Trail(database)), clock.now());
    clock.set(now);
    await new Year(app, database, clock, laid).tell('2026-01');
  });
  const bureauId = laid.unitIds.get('bureau')!;
  office = await service.as(await anAccount(database, { roles: [['bureauOffice', bureauId]] }));
}, 120_000);
afterAll(() => service.close());

async function tryDraft(draftId: number, wish: object): Promise<TrialResultView> {
  const { status, body } = await office.post(`/api/v1/scheme-drafts/${draftId}/trials`, wish);
  if (status !== 200) throw new Error(`trial: ${status} ${JSON.stringify(body)}`);
  return body.at(-1);
}

async function copyOfLatest(): Promise<number> {
  const { items } = (await office.get('/api/v1/scheme-versions')).body;
  const copy = await office.post('/api/v1/scheme-drafts', { requestId: randomUUID(), basedOnId: items[0].id });
  return copy.body.id;
}

describe('the demo’s year', () => {
  test.each([
    ['evidence_files', 2],
    ['proxy_entries', 1],
    ['meetings', 3],
    ['objections', 4],
    ['corrections', 3],
    ['publication_receipts', 10],
    ['pre_reviews', 100],
  ])('has %s to look at, %d at least', async (table, least) => {
    const { database } = service;
    const row = await database.read(() => database.row<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`));
    expect(row!.n).toBeGreaterThanOrEqual(least);
  });

  test.each(['bureau', 'office', 'industry', 'information', 'retired'])(
    'tried with a copy of the version in force, nothing changes for anybody: %s',
    async (key) => {
      const months = { fromMonth: '2026-01', untilMonth: '2026-06' };
      const unitId = laid.unitIds.get(key)!;
      const result = await tryDraft(await copyOfLatest(), { unitId, ...months });
      expect(result).toMatchObject({ type: 'result', unit: { id: unitId }, ...months, per: 'halfYear', merged: 0 });
      expect(result.unplaced).toEqual([]);
      expect(result.members.length).toBeGreaterThan(2);
      for (const { months: tried, before, after } of result.members) {
        for (const month of tried)
          expect(month).toEqual({ ...month, afterHundredths: month.beforeHundredths, problem: null });
        expect(after).toEqual(before);
      }
      for (const { before, after } of result.caps) expect(after).toEqual(before);
      for (const { members, same } of result.branches) expect(same).toBe(members);
      // What the summary of the half-year says of everybody is what the trial calls "before".
      const summary = (await office.get(`/api/v1/units/${unitId}/summaries/2026-H1`)).body;
      for (const row of summary.rows.filter((it: { countedMonths: number }) => it.countedMonths > 0)) {
        const member = result.members.find(({ memberId }) => memberId === row.memberId);
        const leftForAnother = row.remarks.some(({ code }: { code: string }) => code === 'transferredOut');
        if (leftForAnother && !member) continue;
        expect([row.name, member?.before]).toEqual([
          row.name,
          { resultHundredths: row.resultHundredths, bandCode: row.band?.code ?? null },
        ]);
      }
    },
    60_000,
  );

  test('the draft that lies on the desk raises exactly who had more voluntary service than its old cap', async () => {
    const [draft] = (await office.get('/api/v1/scheme-drafts')).body.items.filter(
      ({ schemeVersion }: { schemeVersion: string }) => schemeVersion === '1.2',
    );
    const unitId = laid.unitIds.get('bureau')!;
    const result = await tryDraft(draft.id, { unitId, fromMonth: '2026-01', untilMonth: '2026-06' });
    const cut = result.caps.find(({ code }) => code === 'C-01')!;
    expect(cut.after.cutHundredths).toBeLessThan(cut.before.cutHundredths);
    const gains = result.members.flatMap(({ months }) =>
      months.filter(({ beforeHundredths, afterHundredths }) => afterHundredths! > beforeHundredths),
    );
    expect(gains.length).toBeGreaterThan(0);
    expect(gains.length).toBeLessThanOrEqual(cut.before.times);
    expect(result.branches.every(({ lose }) => lose === 0)).toBe(true);
  });

  test('and in all of it not a byte of the database changes', async () => {
    const draftId = await copyOfLatest();
    const before = await contentOf(service.database);
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['sheets', 'scheme_drafts', 'trail_records']));
    const unitId = laid.unitIds.get('bureau')!;
    await tryDraft(draftId, { unitId, fromMonth: '2026-01', untilMonth: '2026-06' });
    expect(await contentOf(service.database)).toEqual(before);
  });
});
