import { gunzipSync } from 'node:zlib';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, openMonth } from '../support/month.js';
import { rawGet } from '../support/raw-get.js';

describe('answers over a slow line', () => {
  let service: Service;
  let cookie: string;
  let sheetPath: string;
  let rulePath: string;

  beforeAll(async () => {
    service = await startService();
    const branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 3, name: '第一党支部' });
    const { id } = await openMonth(branch);
    cookie = await service.cookie(branch.accountIds[2]!);
    const [sheet] = await service.database.select<{ id: number; schemeVersionId: number }>(
      `SELECT sheets.id, branch_months.schemeVersionId
         FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE sheets.branchMonthId = ? AND sheets.memberId = ?`,
      [id, branch.memberIds[2]!],
    );
    sheetPath = `/api/v1/sheets/${sheet!.id}`;
    rulePath = `/api/v1/scheme-versions/${sheet!.schemeVersionId}`;
  }, 120_000);
  afterAll(() => service.close());

  const get = (path: string, takes?: string) =>
    rawGet(service.origin, path, { cookie, ...(takes !== undefined && { 'accept-encoding': takes }) });

  test.each(['gzip', 'gzip, deflate, br', 'br;q=1, gzip;q=0.5'])(
    'the rule goes compressed to who takes %s',
    async (takes) => {
      const [plain, small] = [await get(rulePath), await get(rulePath, takes)];
      expect([small.status, small.headers['content-encoding']]).toEqual([200, 'gzip']);
      expect(small.headers['content-type']).toBe(plain.headers['content-type']);
      expect(small.headers['vary']).toBe('Accept-Encoding');
      expect(small.headers['content-length']).toBe(String(small.body.length));
      expect(small.body.length).toBeLessThan(plain.body.length / 3);
      expect(gunzipSync(small.body).equals(plain.body)).toBe(true);
    },
  );

  test.each([undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0, br'])(
    'and as it is to who takes %s',
    async (takes) => {
      const { status, headers, body } = await get(rulePath, takes);
      expect([status, headers['content-encoding'], headers['vary']]).toEqual([200, undefined, 'Accept-Encoding']);
      expect(JSON.parse(body.toString())).toHaveProperty('definition.items');
    },
  );

  test('a rule that isn’t there is told in the same way', async () => {
    const { status, body } = await get('/api/v1/scheme-versions/999', 'gzip');
    expect([status, JSON.parse(gunzipSync(body).toString())]).toEqual([
      404,
      expect.objectContaining({ code: 'notFound' }),
    ]);
  });

  test('a sheet goes as it is: its ETag is a version, and comes back as If-Match', async () => {
    const { headers } = await get(sheetPath, 'gzip');
    expect([headers['content-encoding'], headers['etag']]).toEqual([undefined, '"1"']);
  });
});
