import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SchemeDraftView } from '#src/schemes/scheme-draft.view.js';
import { type Client, type Service, startService } from '../support/app.js';
import { type BranchAtWork, aBranchAtWork, aBureauWithScheme } from '../support/month.js';
import { anAccount } from '../support/organisation.js';
import { Bureau, mistakes } from './bureau.js';

const defaultFile = readFileSync('schemes/default.yaml', 'utf8');
const drafts = '/api/v1/scheme-drafts';

let service: Service;
let bureau: Bureau;
let office: Client;
let branch: BranchAtWork;
let auditor: Client;
beforeAll(async () => {
  service = await startService();
  const bureauId = await aBureauWithScheme(service);
  bureau = await Bureau.of(service, bureauId);
  office = bureau.office;
  branch = await aBranchAtWork(service, bureauId, { size: 4 });
  auditor = await service.as(await anAccount(service.database, { roles: [['auditor', bureauId]] }));
});
afterAll(() => service.close());
beforeEach(() => service.database.write(() => service.database.change('DELETE FROM scheme_drafts')));

const begin = (source: string) => office.post<SchemeDraftView>(drafts, { requestId: randomUUID(), source });
const errorsOf = ({ problems }: SchemeDraftView) => problems.filter(({ severity }) => severity === 'error');

describe('a draft', () => {
  test('begins as a copy of a version, byte for byte with its comments, and is handed out as such', async () => {
    const [version] = await bureau.versions();
    const made = await office.post(drafts, { requestId: randomUUID(), basedOnId: version!.id });
    expect([made.status, made.version]).toEqual([201, 1]);
    expect(made.body).toMatchObject({ basedOnId: version!.id, schemeCode: 'county-bureau', source: defaultFile });
    expect(errorsOf(made.body)).toEqual([]);
    const file = await office.get(`${drafts}/${made.body.id}/file`);
    expect(file.body.toString('utf8')).toBe(defaultFile);
    expect(file.headers.get('content-type')).toBe('text/yaml; charset=utf-8');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="scheme\.yaml"/);
  });

  test('begins as an imported file; a repeated request makes no second one, and its key serves nothing else', async () => {
    const body = { requestId: randomUUID(), source: defaultFile };
    const [first, second] = [await office.post(drafts, body), await office.post(drafts, body)];
    expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
    expect((await bureau.counts()).scheme_drafts).toBe(1);
    const other = await office.post(drafts, { ...body, source: `${defaultFile}# another\n` });
    expect([other.status, mistakes(other)]).toEqual([422, ['requestId usedForSomethingElse']]);
  });

  test('is either a copy or a file, and a copy of what there is', async () => {
    const requestId = randomUUID();
    for (const body of [{ requestId }, { requestId, basedOnId: 1, source: defaultFile }])
      expect((await office.post(drafts, body)).status).toBe(422);
    expect(mistakes(await office.post(drafts, { requestId, basedOnId: 999_999 }))).toEqual(['basedOnId unknown']);
  });

  test('may be saved with mistakes, which are told with their place and counted in the list', async () => {
    const { body: draft } = await begin(defaultFile);
    const spoilt = defaultFile.replace("version: '1.0'", "version: '1.1'\nspelling: 1");
    const saved = await office.put<SchemeDraftView>(`${drafts}/${draft.id}`, { source: spoilt }, { version: 1 });
    expect([saved.status, saved.version, saved.body.source]).toEqual([200, 2, spoilt]);
    const line = spoilt.split('\n').indexOf('spelling: 1') + 1;
    expect(errorsOf(saved.body)).toMatchObject([{ path: 'spelling', code: 'unknownProperty', line, column: 1 }]);
    const { items } = (await office.get(drafts)).body;
    expect(items).toMatchObject([{ id: draft.id, problems: 1, version: 2 }]);
  });

  test('may be no YAML at all for a while: then there is nothing to compare', async () => {
    const { body: draft } = await begin('code: [1, 2');
    expect([draft.definition, draft.name]).toEqual([null, { zh: '', en: '' }]);
    expect(errorsOf(draft).length).toBeGreaterThan(0);
    const compared = await office.get(`${drafts}/${draft.id}/comparison`);
    expect([compared.status, mistakes(compared)]).toEqual([409, ['source unreadable']]);
  });

  test('saved from the editor keeps the comments of its file', async () => {
    const comments = (source: string) => source.split('\n').filter((line) => line.startsWith('#'));
    const { definition } = await bureau.latest();
    const items = definition.items.map((item) => (item.code === 'C-01' ? { ...item, capHundredths: 600 } : item));
    const draft = await bureau.draft({ version: '1.1', items });
    expect(draft.definition!.items.find(({ code }) => code === 'C-01')!.capHundredths).toBe(600);
    expect(comments(draft.source)).toEqual(comments(defaultFile));
    expect(comments(draft.source).length).toBeGreaterThan(0);
    const before = defaultFile.split('\n');
    const changed = draft.source.split('\n').filter((line, index) => line !== before[index]);
    expect(changed.map((line) => line.trim())).toEqual(["version: '1.1'", 'cap: 6']);
    const { body: compared } = await office.get(`${drafts}/${draft.id}/comparison`);
    expect(JSON.stringify(compared.zh)).toContain('志愿服务');
    expect(compared.zh.map(({ code }: { code: string }) => code)).toEqual(
      compared.en.map(({ code }: { code: string }) => code),
    );
  });

  test('is not overwritten by somebody who saw another one', async () => {
    const { body: draft } = await begin(defaultFile);
    const path = `${drafts}/${draft.id}`;
    expect((await office.put(path, { source: 'a: 1' })).status).toBe(428);
    expect((await office.delete(path)).status).toBe(428);
    await office.put(path, { source: 'a: 1' }, { version: 1 });
    const stale = await office.put(path, { source: 'a: 2' }, { version: 1 });
    expect([stale.status, stale.body.params]).toEqual([412, { version: 2 }]);
    expect((await office.delete(path, { version: 1 })).status).toBe(412);
    expect((await office.delete(path, { version: 2 })).status).toBe(204);
    expect((await office.get(path)).status).toBe(404);
  });

  test('there are many of, but not any number', async () => {
    const made = [];
    for (let number = 0; number < 51; number += 1) made.push(await begin(`code: draft-${number}`));
    expect(made.slice(0, 50).every(({ status }) => status === 201)).toBe(true);
    expect([made[50]!.status, mistakes(made[50]!)]).toEqual([409, ['tooManyDrafts']]);
  });

  test('is the bureau office’s alone', async () => {
    const { body: draft } = await begin(defaultFile);
    const path = `${drafts}/${draft.id}`;
    const before = await bureau.counts();
    for (const other of [branch.members[3]!, branch.secretary, branch.commissioner, auditor]) {
      const answers = [
        await other.get(drafts),
        await other.post(drafts, { requestId: randomUUID(), source: defaultFile }),
        await other.get(path),
        await other.get(`${path}/file`),
        await other.get(`${path}/comparison`),
        await other.put(path, { source: 'a: 1' }, { version: 1 }),
        await other.put(`${path}/publication`, { effectiveFromMonth: '2026-12', note: '' }, { version: 1 }),
        await other.delete(path, { version: 1 }),
        await other.post('/api/v1/scheme-checks', { source: defaultFile }),
      ];
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    }
    expect((await service.anonymous.get(drafts)).status).toBe(401);
    expect(await bureau.counts()).toEqual(before);
  });

  test('that is not there is 404, whatever is asked of it', async () => {
    for (const id of ['0', 'x', '999999', '1e3']) {
      const path = `${drafts}/${id}`;
      expect((await office.get(path)).status).toBe(404);
      expect((await office.get(`${path}/file`)).status).toBe(404);
      expect((await office.put(path, { source: 'a: 1' }, { version: 1 })).status).toBe(404);
      expect((await office.delete(path, { version: 1 })).status).toBe(404);
      const wish = { effectiveFromMonth: '2026-12', note: '' };
      expect((await office.put(`${path}/publication`, wish, { version: 1 })).status).toBe(404);
    }
  });
});

describe('a check', () => {
  test('says what is wrong and how the rule reads, and stores nothing', async () => {
    const before = await bureau.counts();
    const { definition } = await bureau.latest();
    for (const body of [{ source: defaultFile }, { definition }]) {
      const checked = await office.post('/api/v1/scheme-checks', body);
      expect([checked.status, checked.body.definition.code]).toEqual([200, 'county-bureau']);
      expect(JSON.stringify(checked.body.text.zh)).toContain('志愿服务');
    }
    const wrong = { ...definition, items: definition.items.slice(0, 3), stepHundredths: 0 };
    const checked = await office.post('/api/v1/scheme-checks', { definition: wrong });
    expect(checked.body.text).toBeNull();
    expect(checked.body.problems[0]).toMatchObject({ severity: 'error', path: 'stepHundredths', line: null });
    expect(await bureau.counts()).toEqual(before);
  });
});

describe('whatever is sent', () => {
  const quickly = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    expect(performance.now() - began).toBeLessThan(15_000);
    return result;
  };

  test('ten megabytes are too large, and so is a file that is longer than any rule', async () => {
    const large = await quickly(() => begin('#'.repeat(10_000_000)));
    expect(large.status).toBe(413);
    const long = await begin('#'.repeat(150_001));
    expect([long.status, mistakes(long)]).toEqual([422, ['source maxLength']]);
    expect((await quickly(() => begin('#'.repeat(150_000)))).status).toBe(201);
  });

  test('aliases that multiply stay a draft with mistakes', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1)
      bomb.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    bomb.push('items: *a11');
    const { status, body } = await quickly(() => begin(bomb.join('\n')));
    expect([status, body.definition]).toEqual([201, null]);
    expect(errorsOf(body).length).toBeGreaterThan(0);
  });

  test('deep nesting, in a file or in a definition, is refused or told as a mistake', async () => {
    const deep = await quickly(() => begin('['.repeat(20_000)));
    expect([deep.status, deep.body.definition]).toEqual([201, null]);
    const nested = `{"definition":${'{"items":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
    const answer = await quickly(() => office.post('/api/v1/scheme-checks', nested));
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed']);
  });

  test('names that mean something to the machine mean nothing in a rule', async () => {
    const sources = ['__proto__: { polluted: 1 }', 'constructor: { prototype: { polluted: 1 } }', '"__proto__": [1]'];
    for (const source of sources) {
      const { status, body } = await begin(`${defaultFile}\n${source}\n`);
      expect([status, errorsOf(body).length > 0]).toEqual([201, true]);
    }
    const raw = await office.post('/api/v1/scheme-checks', '{"definition":{"__proto__":{"polluted":1}}}');
    expect(raw.status).toBe(400);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('text that cannot be stored, and what is no scheme at all, is refused by its path', async () => {
    for (const source of ['', 'a\u0000b', 'half \ud800', 5, null, ['x']])
      expect([source, (await begin(source as string)).status]).toEqual([source, 422]);
    const { body: draft } = await begin(defaultFile);
    const save = (definition: unknown) => office.put(`${drafts}/${draft.id}`, { definition }, { version: 1 });
    expect(mistakes(await save({}))).toContain('definition.items missing');
    const { definition } = await bureau.latest();
    expect(mistakes(await save({ ...definition, items: 'none' }))).toEqual(['definition.items notAList']);
    expect(mistakes(await save({ ...definition, more: 1 }))).toEqual(['definition.more unknownProperty']);
    for (const other of [[], 'x', 5]) expect((await save(other)).status).toBe(422);
    expect((await office.get(`${drafts}/${draft.id}`)).version).toBe(1);
  });
});
