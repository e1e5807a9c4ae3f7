import {
  branchMonthStates,
  finalStates,
  mayStep,
  nextBranchMonthStates,
  nextSheetStates,
  sheetStates,
  sheetSteps,
  type BranchMonthState,
  type SheetState,
  type SheetStep,
} from '#src/assessments/states.js';
import { type Answer, startService, type Service } from '../support/app.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  type BranchAtWork,
  fingerprint,
  openMonth,
  sheetsOf,
} from '../support/month.js';

describe('the tables of states, pair by pair', () => {
  test('a month goes forward step by step, and back only where the process says so', () => {
    const pairs = branchMonthStates.flatMap((from) => nextBranchMonthStates[from].map((to) => `${from} → ${to}`));
    expect(pairs).toEqual([
      'selfAssessment → preReview',
      'selfAssessment → review',
      'preReview → review',
      'review → ready',
      'ready → review',
      'ready → published',
      'published → review',
      'published → confirmed',
      'confirmed → reported',
      'reported → confirmed',
      'reported → archived',
      'archived → takenBack',
      'takenBack → archived',
    ]);
  });

  test('a sheet goes back and forth until it is published, and comes back only when its publication is withdrawn', () => {
    const pairs = sheetStates.flatMap((from) => nextSheetStates[from].map((to) => `${from} → ${to}`));
    expect(pairs).toEqual([
      'draft → submitted',
      'draft → decided',
      'draft → notScored',
      'submitted → draft',
      'submitted → preReviewed',
      'submitted → decided',
      'submitted → notScored',
      'preReviewed → draft',
      'preReviewed → submitted',
      'preReviewed → decided',
      'preReviewed → notScored',
      'decided → submitted',
      'decided → preReviewed',
      'decided → draft',
      'decided → notScored',
      'decided → published',
      'notScored → draft',
      'notScored → published',
      'published → decided',
      'published → notScored',
      'published → confirmed',
      'confirmed → corrected',
    ]);
  });

  test('no step with a single sheet is taken once the month is ready', () => {
    for (const { from, during, ifReturnedDuring = [] } of Object.values(sheetSteps)) {
      for (const state of ['ready', 'published', ...finalStates])
        expect([...during, ...ifReturnedDuring]).not.toContain(state);
      for (const state of ['published', 'confirmed', 'corrected']) expect(from).not.toContain(state);
    }
  });
});

describe('the same tables over HTTP', () => {
  let service: Service;
  let branch: BranchAtWork;
  let monthId: number;
  let sheetId: number;

  beforeAll(async () => {
    service = await startService();
    branch = await aBranchAtWork(service, await aBureauWithScheme(service), { size: 4 });
    monthId = (await openMonth(branch)).id;
    sheetId = (await sheetsOf(branch, monthId))[3]!.id;
  });
  afterAll(() => service.close());

  /** Puts the sheet and its month into a state, whether or not the service could ever have brought them there. */
  async function force(
    monthState: BranchMonthState,
    state: SheetState,
    returnedReason: string | null,
    extendedUntil: string | null = null,
  ): Promise<number> {
    const reason = state === 'notScored' ? 'approvedExemption' : null;
    const { database } = service;
    await database.write(async () => {
      await database.change('UPDATE branch_months SET state = ? WHERE id = ?', [monthState, monthId]);
      await database.change(
        `UPDATE sheets SET state = ?, returnedReason = ?, extendedUntil = ?, notScoredReason = ?, submittedAt = ?
          WHERE id = ?`,
        [state, returnedReason, extendedUntil, reason, state === 'draft' ? null : '2026-11-04T01:00:00.000Z', sheetId],
      );
    });
    const row = await database.read(() =>
      database.row<{ version: number }>('SELECT version FROM sheets WHERE id = ?', [sheetId]),
    );
    return row!.version;
  }

  const path = (what: string) => `/api/v1/sheets/${sheetId}/${what}`;
  const steps: Record<SheetStep, (version: number) => Promise<Answer>> = {
    save: (version) => branch.members[3]!.put(path('draft'), { lines: [] }, { version }),
    submit: (version) => branch.members[3]!.put(path('submission'), { lines: [] }, { version }),
    // Another paper each time: the same one again would change nothing, whatever the state.
    proxy: (version) =>
      branch.commissioner.put(
        path('proxy-submission'),
        { lines: [], reason: `无手机 ${version}`, consent: 'inPerson', receivedOn: '2026-11-05' },
        { version },
      ),
    withdraw: (version) => branch.members[3]!.delete(path('submission'), { version }),
    preReview: (version) => branch.secretary.put(path('pre-review'), { decisions: [], additions: [] }, { version }),
    preReviewReturn: (version) => branch.secretary.put(path('pre-review-return'), { reason: '请补充' }, { version }),
    decide: (version) =>
      branch.secretary.put(path('review'), { decisions: [], additions: [], complete: true }, { version }),
    reopen: (version) => branch.secretary.delete(path('review'), { version }),
    return: (version) => branch.secretary.put(path('return'), { reason: '请补充' }, { version }),
    extend: (version) => branch.secretary.put(path('extension'), { until: '2026-11-12', reason: '住院' }, { version }),
    endExtension: (version) => branch.secretary.delete(path('extension'), { version }),
    exempt: (version) => branch.secretary.put(path('exemption'), { reason: 'byRegulation', note: '文件' }, { version }),
    scoreAfterAll: (version) => branch.secretary.delete(path('exemption'), { version }),
  };

  test.each(Object.keys(steps) as SheetStep[])(
    '%s is done where the table allows it, and refused without a trace elsewhere',
    async (step) => {
      let done = 0;
      let known = await fingerprint(service.database);
      for (const monthState of branchMonthStates)
        for (const state of sheetStates)
          for (const returnedReason of [null, '请补充']) {
            const extendedUntil = step === 'endExtension' ? '2026-11-12' : null;
            const version = await force(monthState, state, returnedReason, extendedUntil);
            const { status, body } = await steps[step](version);
            const label = `${step} from ${state} during ${monthState}`;
            if (mayStep(step, { state, returnedReason }, monthState)) {
              expect([label, status]).toEqual([label, 200]);
              const reached = body.state as SheetState;
              expect(reached === state || nextSheetStates[state].includes(reached)).toBe(true);
              done += 1;
              known = await fingerprint(service.database);
            } else {
              expect([label, status, body.code]).toEqual([label, 409, 'wrongState']);
              expect(await fingerprint(service.database)).toEqual(known);
            }
          }
      expect(done).toBeGreaterThan(0);
    },
  );

  test('a month takes each step from one state only', async () => {
    const needs: Record<string, BranchMonthState[]> = {
      'pre-review': ['selfAssessment'],
      agreements: ['preReview'],
      review: ['selfAssessment', 'preReview'],
      acceptances: ['review'],
      readiness: ['review'],
      approval: ['ready'],
      publication: ['ready'],
      confirmation: ['published'],
      report: ['confirmed'],
    };
    const bodies: Record<string, object> = {
      publication: { workingDays: 3, contact: '办公室' },
      readiness: {},
      report: {},
    };
    for (const [step, from] of Object.entries(needs))
      for (const state of branchMonthStates.filter((other) => !from.includes(other))) {
        await force(state, 'draft', null);
        const { version } = await branch.secretary.get(`/api/v1/branch-months/${monthId}`);
        const before = await fingerprint(service.database);
        const refused = await branch.secretary.put(`/api/v1/branch-months/${monthId}/${step}`, bodies[step], {
          version: version!,
        });
        expect([step, state, refused.status, refused.body.code]).toEqual([step, state, 409, 'wrongState']);
        expect(await fingerprint(service.database)).toEqual(before);
      }
  });
});
