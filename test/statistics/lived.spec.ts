import { Jobs } from '#src/jobs/jobs.service.js';
import type { ScoreView } from '#src/assessments/score.view.js';
import type { SheetView } from '#src/assessments/sheet.view.js';
import type { UnitStatisticsView } from '#src/statistics/unit-statistics.view.js';
import { type Service, startService } from '../support/app.js';
import { aBureauWithScheme } from '../support/month.js';
import { aWholeLife, type Life } from '../support/whole-life.js';

let service: Service;
let bureauId: number;
let life: Life;
beforeAll(async () => {
  service = await startService();
  bureauId = await aBureauWithScheme(service);
  life = await aWholeLife(service, bureauId, () => service.app.get(Jobs).tick());
}, 60_000);
afterAll(() => service.close());

/** What office reads of every sheet of the month; those without a score have none. */
async function scores(): Promise<{ sheet: SheetView; score: ScoreView }[]> {
  const sheets = [];
  for (const id of life.sheets) {
    const { body: sheet } = await life.branch.bureauOffice.get<SheetView>(`/api/v1/sheets/${id}`);
    if (sheet.decidedScore) sheets.push({ sheet, score: sheet.decidedScore });
  }
  return sheets;
}

test('a month with everything in it: paper, records, an exemption, objections, an appeal and slips', async () => {
  const view: UnitStatisticsView = (
    await life.branch.bureauOffice.get(`/api/v1/units/${bureauId}/statistics?period=2026-11`)
  ).body;
  const all = await scores();
  const { body: list } = await life.branch.secretary.get(`/api/v1/branch-months/${life.id}/sheets`);
  const count = (holds: (sheet: { proxy: boolean; fromRecords: boolean; notScoredReason: string | null }) => boolean) =>
    list.items.filter(holds).length;
  expect(view.completion).toMatchObject({
    monthsDue: 1,
    monthsPublished: 1,
    monthsConfirmed: 1,
    monthsReported: 1,
    // The theme day was the 10th; what was published that day was withdrawn, and what stands was made on the 11th.
    monthsOnTime: 1,
    monthsLate: 0,
    daysLate: 0,
    toScore: 8,
    scored: all.length,
    notScored: count(({ notScoredReason }) => notScoredReason !== null),
    notScoredApproved: 1,
    proxies: count(({ proxy }) => proxy),
    fromRecords: count(({ fromRecords }) => fromRecords),
    selfAssessed: 7,
    // One before the withdrawal, and three after. The only one that was upheld was undone by the appeal.
    objections: 4,
    objectionsUpheld: 0,
    corrections: 2,
  });
  expect(view.scores!.count).toBe(8);
  expect(view.scores!.meanHundredths).toBe(
    Math.floor(all.reduce((sum, { score }) => sum + score.scoreHundredths, 0) / all.length + 0.5),
  );

  // Profiles: the mean of every sheet's own share, from the score that the sheet itself shows.
  for (const [parts, own] of [
    [view.categories, (score: ScoreView) => score.categories],
    [view.qualifications, (score: ScoreView) => score.qualifications],
  ] as const) {
    expect(parts!.map(({ code }) => code)).toEqual(own(all[0]!.score).map(({ code }) => code));
    for (const { code, sheets, shareTenThousandths } of parts!) {
      const shares = all.map(({ score }) => {
        const part = own(score).find((each) => each.code === code)!;
        return part.pointsHundredths / part.standardHundredths;
      });
      const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
      expect([code, sheets, shareTenThousandths]).toEqual([code, 8, Math.floor(mean * 10_000 + 0.5 + 1e-9)]);
    }
  }

  // Items: what counted on the sheets, line by line.
  for (const [kind, items] of [
    ['deduction', view.deductions],
    ['contribution', view.contributions],
  ] as const) {
    const lines = all.flatMap(({ sheet, score }) =>
      score.lines
        .filter((line) => line.kind === kind && line.countedHundredths !== 0)
        .map((line) => ({ ...line, memberId: sheet.member.id })),
    );
    const codes = [...new Set(lines.map(({ itemCode }) => itemCode))].sort();
    expect([...items!].sort((one, other) => (one.code < other.code ? -1 : 1))).toEqual(
      codes.map((code) => {
        const own = lines.filter(({ itemCode }) => itemCode === code);
        return {
          code,
          name: expect.objectContaining({ zh: expect.any(String) }),
          entries: own.length,
          people: new Set(own.map(({ memberId }) => memberId)).size,
          pointsHundredths: own.reduce((sum, { countedHundredths }) => sum + countedHundredths, 0),
        };
      }),
    );
  }
  expect(view.contributions!.length).toBeGreaterThan(0);
});
