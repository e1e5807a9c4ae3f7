import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actions } from '#src/http/allow.js';
import { printedCode, readPrintedHead } from '#src/verification/printed-head.js';
import { subjectSight } from '#src/verification/trail-sight.js';
import type { TrailLineView } from '#src/verification/trail.dto.js';
import { type Json, type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, openMonth, sheetsOf, startReview } from '../support/month.js';
import { hasTrailWords } from '../support/trail-words.js';
import { anAccount, aUnit } from '../support/organisation.js';
import { aPublishedMonth, claim, Intruder, recordRoles, verified } from './behind-our-back.js';

const atStart = '2026-11-05T02:00:00.000Z';
let service: Service;
let bureauId: number;
beforeAll(async () => {
  service = await startService({ now: atStart });
  bureauId = await aBureauWithScheme(service);
});
afterEach(() => service.clock.set(atStart));
afterAll(() => service.close());

const actionsOf = (items: readonly TrailLineView[]) => items.map(({ action }) => action);

describe('the trail of one’s own record', () => {
  test('tells each step at once, and what was decided when it is published', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const [memberId, fourth] = [branch.memberIds[3]!, branch.members[3]!];
    const own = async (): Promise<TrailLineView[]> =>
      (await fourth.get(`/api/v1/members/${memberId}/trail`)).body.items;
    const { id } = await openMonth(branch);
    const sheet = (await sheetsOf(branch, id))[3]!;
    const [path, lines] = [`/api/v1/sheets/${sheet.id}`, [claim]];
    expect((await fourth.get(`${path}/receipt`)).body).toEqual({ receipt: null });
    await fourth.put(`${path}/submission`, { lines }, { version: sheet.version });
    const { receipt } = (await fourth.get(`${path}/receipt`)).body;
    await startReview(branch, id);
    const { version } = await branch.secretary.get(path);
    const decisions = [{ number: 1, outcome: 'accepted' }];
    const decided = { decisions, additions: [], complete: true };
    expect((await branch.secretary.put(`${path}/review`, decided, { version: version! })).status).toBe(200);
    const before = await own();
    expect(actionsOf(before)).toEqual(['sheet.submit']);
    // The receipt is that line, and the secretary, whose own record it isn't, sees the decision already.
    expect(receipt).toMatchObject({ sheetId: sheet.id, sequence: before[0]!.sequence, code: before[0]!.code });
    expect(readPrintedHead(receipt.code)).toMatchObject({
      chain: `unit:${branch.branchId}`,
      sequence: receipt.sequence,
    });
    const ofUnit = await branch.secretary.get(`/api/v1/units/${branch.branchId}/trail?memberId=${memberId}`);
    expect(actionsOf(ofUnit.body.items)).toEqual(['sheet.decide', 'sheet.submit']);
    expect(ofUnit.body.items[0]).toMatchObject({ month: '2026-11', members: [{ id: memberId }], memberCount: 1 });
    expect(ofUnit.body.items[0].scoreHundredths).toBeGreaterThan(0);
    // Nobody else's record is his to read; not there and not his are the same.
    expect((await fourth.get(`/api/v1/members/${branch.memberIds[2]}/trail`)).status).toBe(404);
    expect((await fourth.get(`/api/v1/units/${branch.branchId}/trail`)).status).toBe(403);
  });

  test('once the month is published: who decided what, the publication, and how his receipt is found again', async () => {
    const month = await aPublishedMonth(await aBranchAtWork(service, bureauId, { size: 4 }));
    const { branch } = month;
    const { body } = await branch.members[3]!.get(`/api/v1/members/${branch.memberIds[3]}/trail`);
    expect(actionsOf(body.items).sort()).toEqual(['month.publish', 'sheet.decide', 'sheet.submit']);
    const decided = body.items.find(({ action }: TrailLineView) => action === 'sheet.decide');
    expect(decided.actor).not.toBeNull();
    expect(decided.members).toEqual([{ id: branch.memberIds[3], name: expect.any(String) }]);
    expect(body.items.find(({ action }: TrailLineView) => action === 'month.publish').publicationNumber).toBe(1);
    const { receipt } = (await branch.members[3]!.get(`/api/v1/sheets/${month.sheetIds[3]}/receipt`)).body;
    const printed = [readPrintedHead(receipt.code)!];
    expect((await verified(service.database, { unitId: branch.branchId, printed })).breaks).toEqual([]);
  });

  test('a line about many shows each of them nobody but himself', async () => {
    const branch = await aBranchAtWork(service, bureauId, { size: 4 });
    const { id } = await openMonth(branch);
    for (const [index, sheet] of (await sheetsOf(branch, id)).entries())
      await branch.members[index]!.put(`/api/v1/sheets/${sheet.id}/submission`, { lines: [] }, { version: 1 });
    const { version } = await startReview(branch, id);
    const accepted = await branch.secretary.put(`/api/v1/branch-months/${id}/acceptances`, undefined, { version });
    if (accepted.status >= 300) throw new Error(JSON.stringify(accepted.body));
    const deputy = await branch.deputy.get(`/api/v1/units/${branch.branchId}/trail?action=month.acceptUnchanged`);
    // He is one of those who were accepted, and learns of it no sooner than the others.
    expect(deputy.body.items).toEqual([]);
    const { body } = await branch.bureauOffice.get(`/api/v1/units/${branch.branchId}/trail?action=month.`);
    expect(actionsOf(body.items)).toEqual(['month.acceptUnchanged', 'month.startReview', 'month.open']);
    expect(body.items[0]).toMatchObject({ memberCount: 3 });
  });
});

describe('the trail of a unit', () => {
  test('is read page by page, by day and by action, by those who oversee it and by nobody else', async () => {
    const month = await aPublishedMonth(await aBranchAtWork(service, bureauId, { size: 4 }));
    const { branch } = month;
    const path = `/api/v1/units/${branch.branchId}/trail`;
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    const whole: TrailLineView[] = (await auditor.get(path)).body.items;
    const paged: TrailLineView[] = [];
    for (let after = ''; ;) {
      const { body } = await auditor.get(`${path}?limit=3${after}`);
      paged.push(...body.items);
      if (body.nextCursor === null) break;
      after = `&after=${body.nextCursor}`;
    }
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(6);
    expect(whole.every(({ unit }) => unit?.id === branch.branchId)).toBe(true);
    expect((await auditor.get(`${path}?fromDay=2026-11-05&untilDay=2026-11-05`)).body.items).toHaveLength(whole.length);
    // 02:00 UTC on the 5th is no other day in Shanghai.
    expect((await auditor.get(`${path}?untilDay=2026-11-04`)).body.items).toEqual([]);
    expect((await auditor.get(`${path}?fromDay=2026-11-06`)).body.items).toEqual([]);
    for (const bad of ['action=%27', 'fromDay=2026-02-30', 'memberId=x', 'memberId=0', 'after=zz', 'limit=0'])
      expect((await auditor.get(`${path}?${bad}`)).status).toBeGreaterThanOrEqual(400);

    const administrator = await service.as(
      await anAccount(service.database, { roles: [['systemAdministrator', bureauId]] }),
    );
    const other = await aUnit(service.database, { parentId: bureauId });
    const stranger = await service.as(await anAccount(service.database, { roles: [['secretary', other.id]] }));
    const asked = [path, `/api/v1/units/${branch.branchId}/verification`];
    for (const address of asked) {
      expect((await administrator.get(address)).status).toBe(403);
      expect((await branch.commissioner.get(address)).status).toBe(403);
      expect((await stranger.get(address)).status).toBe(404);
      expect((await service.anonymous.get(address)).status).toBe(401);
    }
  });

  test('of the whole organisation has what belongs to no branch', async () => {
    await recordRoles(service.database);
    const auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
    const { body } = await auditor.get(`/api/v1/units/${bureauId}/trail?action=scheme.publish`);
    expect(body.items[0]).toMatchObject({ chain: 'organisation', unit: null, actor: null, members: [] });
  });
});

describe('verification on the web', () => {
  test('tells its progress, then what it found, in words', async () => {
    const month = await aPublishedMonth(await aBranchAtWork(service, bureauId, { size: 4 }));
    const path = `/api/v1/units/${month.branch.branchId}/verification`;
    const fine: Json[] = (await month.branch.secretary.get(path)).body;
    expect(fine[0]).toMatchObject({ type: 'progress', done: 0, total: 2 });
    expect(fine.at(-1)).toMatchObject({
      type: 'result',
      breakCount: 0,
      told: 0,
      counts: { publications: 1, scores: 3 },
    });
    const [head] = await service.database.read(() =>
      service.database.rows<{ chain: string; sequence: number; hash: string }>(
        'SELECT chain, sequence, hash FROM trail_heads WHERE chain = ?',
        [month.chain],
      ),
    );
    const withHead: Json[] = (await month.branch.secretary.get(`${path}?head=${printedCode(head!)}`)).body;
    expect(withHead.at(-1).breakCount).toBe(0);
    expect((await month.branch.secretary.get(`${path}?head=nonsense`)).status).toBe(422);
    expect((await month.branch.secretary.get(`${path}?fromMonth=2026-13`)).status).toBe(422);
    expect((await month.branch.secretary.get(`${path}?fromMonth=2026-12`)).body.at(-1).counts.months).toBe(0);

    const intruder = await Intruder.at(service);
    await intruder.run([
      'UPDATE published_sheets SET scoreHundredths = 12345 WHERE publicationId = ? AND sheetId = ?',
      [month.publicationId, month.sheetIds[3]],
    ]);
    await intruder.close();
    const broken: Json[] = (await month.branch.secretary.get(path)).body;
    const score = broken.find(({ code }) => code === 'scoreDiffers');
    expect(score).toMatchObject({ type: 'break', month: '2026-11', table: 'published_sheets', found: '12345' });
    expect(score.said.zh).toContain('123.45');
    expect(score.meaning.en).toContain('changed');
    expect(broken.at(-1)).toMatchObject({
      type: 'result',
      breakCount: broken.filter(({ type }) => type === 'break').length,
    });
  });
});

test('every action that the service records has words in both languages, and it is decided when its subject sees it', () => {
  // The catalogue names the right that a document asks for, and records nothing.
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('catalogue.ts'),
  );
  const recorded = recordedActions(files.map((file) => readFileSync(join('src', file), 'utf8')).join('\n'));
  expect(recorded).toEqual(expect.arrayContaining(['sheet.decide', 'month.publish', 'account.suspend', 'unit.change']));
  const wordless = recorded.filter((action) => !hasTrailWords(action));
  expect(wordless).toEqual([]);
  expect(recorded.filter((action) => /^(sheet|member)\./.test(action) && !(action in subjectSight))).toEqual([]);
});

/** Actions as the code spells them where it makes a line; the steps of sheets make 'sheet.…' of their names. */
function recordedActions(code: string): string[] {
  const action = /'([a-zA-Z]+\.[a-zA-Z]+)'/g;
  const places = [
    ...code.matchAll(/\baction(?::| =)[^;{}]*?'[a-zA-Z]+\.[a-zA-Z]+'[^,;]*/g),
    ...code.matchAll(/\.(?:record|append)\([^;{}]*?'[a-zA-Z]+\.[a-zA-Z]+'[^;]*/g),
  ].flatMap(([place]) => [...place.matchAll(action)].map(([, found]) => found!));
  const steps = /export const sheetSteps[^=]*= \{([\s\S]*?)\n\};/.exec(code)![1]!;
  const ofSheets = [...steps.matchAll(/^ {2}(\w+): \{/gm)].map(([, step]) => `sheet.${step}`);
  const rights = new Set<string>(actions);
  const notForRights = (found: string) => !rights.has(found) || /^(member|sheet|month|role)\./.test(found);
  return [...new Set([...places, ...ofSheets])].filter((found) => found !== 'sheet.save' && notForRights(found)).sort();
}
