import { readFileSync } from 'node:fs';
import { readSchemeFile } from '#src/schemes/scheme-file.js';
import { SchemeVersion } from '#src/schemes/scheme-version.entity.js';
import { type Service, startService } from '../support/app.js';
import { layMonths } from '../support/months.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';
import { closingOf, closingPeople, takeStep } from './closing.js';

let service: Service;
let bureau: { id: number };
beforeAll(async () => {
  service = await startService({ now: '2026-09-07T02:00:00.000Z' });
  bureau = await aUnit(service.database, { kind: 'bureau' });
});
afterAll(() => service.close());

const cases = [
  { yearStartsMonth: 1, period: '2026-H1', from: '2026-01', until: '2026-06', counted: 6 },
  { yearStartsMonth: 12, period: '2026-H1', from: '2025-12', until: '2026-05', counted: 6 },
  { yearStartsMonth: 7, period: '2026-H2', from: '2026-01', until: '2026-06', counted: 6 },
  { yearStartsMonth: 7, period: '2026', from: '2025-07', until: '2026-06', counted: 12 },
  { yearStartsMonth: 12, period: '2026', from: '2025-12', until: '2026-11', counted: 9 },
];

test.each(cases)(
  'with a year from month $yearStartsMonth on, $period is $from to $until',
  async ({ yearStartsMonth, period, from, until, counted }) => {
    const { database } = service;
    const source = readFileSync('schemes/default.yaml', 'utf8');
    const { scheme } = readSchemeFile(source);
    const [schemeVersionId] = await database.write(async () => {
      const last = await database.row<{ last: string | null }>(
        'SELECT MAX(effectiveFromMonth) AS last FROM scheme_versions',
      );
      // One after the other is the version in force.
      const effectiveFromMonth = `20${String(Number(last?.last?.slice(2, 4) ?? 9) + 1)}-01`;
      return database.insert(SchemeVersion, [
        {
          schemeCode: scheme!.code,
          version: `y${yearStartsMonth} ${period}`,
          effectiveFromMonth,
          publishedAt: '2019-12-01T00:00:00.000Z',
          definition: JSON.stringify({ ...scheme, yearStartsMonth }),
          source,
          digest: '0'.repeat(64),
        },
      ]);
    });
    const branch = await aUnit(database, { parentId: bureau.id });
    const [memberId] = await someMembers(database, [{ branchId: branch.id }]);
    const accountId = await anAccount(database);
    // July 2025 to August 2026, each month a point more than the last.
    const months = Array.from({ length: 14 }, (_, index) => {
      const place = 6 + index;
      return `${2025 + Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, '0')}`;
    });
    await layMonths(database, {
      schemeVersionId: schemeVersionId!,
      accountId,
      months: months.map((month, index) => ({
        branchId: branch.id,
        month,
        state: 'archived',
        sheets: [{ memberId: memberId!, result: 8000 + index * 100 }],
      })),
    });
    const people = await closingPeople(service, bureau.id, branch.id);
    for (const { month } of (await closingOf(people.office, branch.id, period)).missing)
      await takeStep(people.secretary, people.office, branch.id, period, 'explanation', {
        ...{ branchId: branch.id, month, reason: '尚未到期' },
      });
    const { body, status } = await takeStep(people.secretary, people.office, branch.id, period, 'generation');
    expect(status).toBe(200);
    expect(body.months[0]).toBe(from);
    expect(body.months.at(-1)).toBe(until);
    const scores = months
      .filter((month) => from <= month && month <= until)
      .map((month) => 8000 + months.indexOf(month) * 100);
    expect(body.rows[0]).toMatchObject({
      countedMonths: counted,
      sumHundredths: scores.reduce((sum, score) => sum + score, 0),
      lowestHundredths: Math.min(...scores),
    });
  },
);
