import { randomUUID } from 'node:crypto';
import { type Service, startService } from '../support/app.js';
import { aBranchAtWork, aBureauWithScheme, november, openMonth, sheetsOf } from '../support/month.js';

describe('a transfer and the opening of a month', () => {
  let service: Service;
  let bureauId: number;

  beforeAll(async () => {
    service = await startService();
    bureauId = await aBureauWithScheme(service);
  });
  afterAll(() => service.close());

  const wish = (toBranchId: number, fromDay: string) => ({
    requestId: randomUUID(),
    toBranchId,
    groupId: null,
    fromDay,
  });

  test('at the same moment: either the list has the member and he stays, or he goes and is not on it', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [here, there] = [await aBranchAtWork(service, bureauId), await aBranchAtWork(service, bureauId)];
      const memberId = here.memberIds[5]!;
      const [month, moved] = await Promise.all([
        openMonth(here),
        here.bureauOffice.post(`/api/v1/members/${memberId}/transfers`, wish(there.branchId, '2026-11-06'), {
          version: 1,
        }),
      ]);
      const listed = (await sheetsOf(here, month.id)).some(({ member }) => member.id === memberId);
      expect([moved.status, listed]).toEqual(moved.status === 201 ? [201, false] : [409, true]);
    }
  });

  test('who joins during self-assessment is scored by the branch that holds him on the theme day', async () => {
    const [here, there] = [await aBranchAtWork(service, bureauId), await aBranchAtWork(service, bureauId)];
    const month = await openMonth(there);
    const memberId = here.memberIds[5]!;
    const transfer = wish(there.branchId, november.themeDay);
    const moved = await here.bureauOffice.post(`/api/v1/members/${memberId}/transfers`, transfer, { version: 1 });
    expect(moved.status).toBe(201);
    const review = await there.secretary.put(`/api/v1/branch-months/${month.id}/review`, undefined, {
      version: month.version,
    });
    expect(review.status).toBe(200);
    const sheet = (await sheetsOf(there, month.id)).find(({ member }) => member.id === memberId);
    expect(sheet?.notScoredReason).toBeNull();
  });
});
