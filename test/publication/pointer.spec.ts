import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decidedEntry, type DecidedLine } from '#src/assessments/lines.js';
import { canonicalJson } from '#src/audit/canonical.js';
import { sha256 } from '#src/audit/trail.service.js';
import { prepareDatabase } from '#src/database/start.js';
import { digestOf, type PublishedRow, type PublishedRowLine } from '#src/publication/digest.js';
import type { Publication } from '#src/publication/publication.entity.js';
import type { PublishedSheet } from '#src/publication/published-sheet.entity.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { scoreSheet } from '#src/scoring/score.js';
import { type Service, startService } from '../support/app.js';
import { freshConfig } from '../support/database.js';
import { aBranchAtWork, aBureauWithScheme, openMonth, publish, sheetsOf, startReview } from '../support/month.js';

describe('published rows', () => {
  let service: Service;
  beforeAll(async () => (service = await startService()));
  afterAll(() => service.close());

  test('hold all that their scores are computed from: accepted, changed, refused and automatic lines', async () => {
    const { database } = service;
    const branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 4 });
    const { id } = await openMonth(branch);
    const claim = { itemCode: 'C-01', count: 2, occurredOn: '2026-11-03', description: '志愿', evidence: '证明' };
    const sheets = await sheetsOf(branch, id);
    for (const at of [1, 2, 3]) {
      const lines = [claim, { ...claim, description: '授课' }, { ...claim, description: '值守' }].slice(0, at);
      const path = `/api/v1/sheets/${sheets[at]!.id}/submission`;
      expect((await branch.members[at]!.put(path, { lines }, { version: 1 })).status).toBe(200);
    }
    await startReview(branch, id);
    const said = [
      { number: 1, outcome: 'changed', count: 1, reason: '只算一次' },
      { number: 2, outcome: 'refused', reason: '没有证明' },
      { number: 3, outcome: 'accepted' },
    ];
    for (const [at, { id: sheetId, version, ownCase }] of (await sheetsOf(branch, id)).entries()) {
      const review = { decisions: said.slice(0, at), additions: [], complete: true };
      const reviewer = ownCase ? branch.deputy : branch.secretary;
      expect((await reviewer.put(`/api/v1/sheets/${sheetId}/review`, review, { version })).status).toBe(200);
    }
    expect((await publish(branch, id)).status).toBe(200);

    const rows = await database.read(() => database.rows<PublishedSheet>('SELECT * FROM published_sheets'));
    const lines = await database.read(() => database.rows<DecidedLine>('SELECT * FROM published_lines'));
    const { definition } = await service.app.get(Schemes).byId(1);
    const again = rows.map(({ sheetId, profileCode }) => {
      const entries = lines.filter((line) => line.sheetId === sheetId).map(decidedEntry);
      return scoreSheet(definition, profileCode, entries).scoreHundredths;
    });
    expect(again).toEqual(rows.map(({ scoreHundredths }) => scoreHundredths));
    expect(new Set(again).size).toBeGreaterThan(2);
    expect(lines.map(({ outcome }) => outcome).sort()).toEqual(
      expect.arrayContaining(['accepted', 'changed', 'refused']),
    );
  });
});

/** As the service made it before digests had a second version. */
function firstDigest(facts: object, sheets: readonly object[]): string {
  return sha256(canonicalJson({ version: 1, ...facts, sheets } as never));
}

describe('a database from before', () => {
  test('is pointed at what it had published, and its digests stay true', async () => {
    // Beside the built ones: they import from the service.
    const folder = mkdtempSync('dist/migrations-before-');
    const { config, drop } = freshConfig();
    try {
      cpSync('dist/migrations', folder, { recursive: true });
      const later = readdirSync(folder).filter((name) => /^\d{4}/.test(name) && name >= '0022');
      for (const name of later) rmSync(join(folder, name));
      const facts = {
        ...{ branchMonthId: 1, branchId: 1, number: 1, revision: 1, schemeVersionId: 1 },
        ...{ fromDay: '2026-11-06', untilDay: '2026-11-10', workingDays: 3 },
      };
      const row = {
        ...{ sheetId: 1, memberId: 1, rosterOrder: 0, standing: 'full', profileCode: 'full', notScoredReason: null },
        ...{ fromRecords: 0, baseHundredths: 7800, deductionHundredths: 0, contributionHundredths: 100 },
        ...{ scoreHundredths: 7900, categoryPoints: '{"B1":1800}' },
      };
      const line = {
        sheetId: 1,
        number: 1,
        itemCode: 'C-01',
        claimedHundredths: 100,
        countedHundredths: 100,
        notes: '[]',
      };
      const digest = firstDigest(facts, [{ ...row, lines: [line] }]);
      const z = '0'.repeat(64);
      const at = '2026-11-05T02:00:00.000Z';
      const old = await prepareDatabase(config, undefined, { migrations: folder });
      const insert = (table: string, values: Record<string, string | number | null>) =>
        old.change(
          `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.keys(values)
            .map(() => '?')
            .join(', ')})`,
          Object.values(values),
        );
      await old.write(async () => {
        await insert('units', {
          id: 1,
          parentId: null,
          kind: 'branch',
          name: '支部',
          code: '',
          path: '/1/',
          rosterOrder: 0,
          hasCommittee: 1,
          rankingEnabled: 0,
          requestId: null,
          version: 1,
        });
        await insert('members', {
          id: 1,
          memberNumber: 'A',
          name: '甲',
          standing: 'full',
          situation: 'serving',
          birthYear: null,
          requestId: null,
          version: 1,
        });
        await insert('accounts', {
          id: 1,
          signInName: 'a',
          displayName: 'a',
          memberId: null,
          passwordHash: 'x',
          mustChangePassword: 0,
          suspendedAt: null,
          failedSignIns: 0,
          lockedUntil: null,
          createdAt: at,
          requestId: null,
          version: 1,
        });
        await insert('scheme_versions', {
          id: 1,
          schemeCode: 's',
          version: '1',
          effectiveFromMonth: '2020-01',
          publishedAt: at,
          definition: '{}',
          source: '',
          digest: z,
        });
        await insert('branch_months', {
          id: 1,
          branchId: 1,
          month: '2026-11',
          state: 'published',
          schemeVersionId: 1,
          themeDay: '2026-11-10',
          selfAssessmentUntil: '2026-11-08',
          openedAt: at,
          openedBy: 1,
          version: 1,
        });
        const { sheetId: _, ...decided } = row;
        await insert('sheets', {
          id: 1,
          branchMonthId: 1,
          groupId: null,
          state: 'published',
          late: 0,
          version: 1,
          ...decided,
        });
        await insert('publications', {
          id: 1,
          ...facts,
          publishedAt: at,
          publishedBy: 1,
          contact: '302',
          digest,
          trailSequence: 1,
          trailHash: z,
        });
        await insert('published_sheets', { publicationId: 1, ...row });
        await insert('published_lines', { publicationId: 1, ...line });
      });
      await old.close();

      const database = await prepareDatabase(config);
      const [publication, sheets, lines, pointers] = await database.read(async () => [
        await database.row<Publication>('SELECT * FROM publications'),
        await database.rows<PublishedRow>('SELECT * FROM published_sheets'),
        await database.rows<PublishedRowLine>('SELECT * FROM published_lines'),
        await database.rows('SELECT id, publicationId FROM sheets'),
      ]);
      expect(pointers).toEqual([{ id: 1, publicationId: 1 }]);
      expect(publication).toMatchObject({ kind: 'full', digestVersion: 1 });
      expect(digestOf(publication!, sheets, lines)).toBe(digest);
      await expect(
        database.write(() => database.change("UPDATE publications SET kind = 'correction'")),
      ).rejects.toThrow(/append-only/);
      await database.close();
    } finally {
      rmSync(folder, { recursive: true });
      await drop();
    }
  });
});
