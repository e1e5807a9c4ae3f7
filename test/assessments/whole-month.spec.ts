import type { BranchMonthState, SheetState } from '#src/assessments/states.js';
import { branchMonthStates } from '#src/assessments/states.js';
import { type Client, startService, type Service } from '../support/app.js';
import { aBureauWithScheme, fingerprint, november, withSettings } from '../support/month.js';
import { anAccount, aUnit, someMembers } from '../support/organisation.js';

/*
 * The whole month as a table: who may take which step, and in which of the month's states. A cell is the answer's status:
 * 200 done, 403 not his, 404 not even there for him, 409 something is in the way. In every other state of the month a 200 is
 * a 409, and so is a 403 with a star: that person has the office, but the sheets, or the check, are somebody else's here.
 */
const people = [
  'leader',
  'otherLeader',
  'member',
  'commissioner',
  'discipline',
  'secretary',
  'deputy',
  'witness',
  'bureau',
  'auditor',
  'administrator',
  'stranger',
] as const;
type Person = (typeof people)[number];

/** The state in which each step is taken, and the answer to each person there; in the order of the people above. */
const table = `
step                   during          lead othL memb comm disc secr depu witn bure audi admi stra
pre-review             selfAssessment  403  403  403  200  403  200  200  403  403  403  404  404
agreements             preReview       200  200  403  200  403  200  200  403  403  403  404  404
review                 preReview       403  403  403  200  403  200  200  403  403  403  404  404
acceptances            review          403  403  403  403  403  200  200  403  200  403  404  404
witness                review          403  403  403  403  403  403  403  409  403  403  404  404
readiness              review          403  403  403  200  403  200  200  403  403  403  404  404
DELETE:readiness       ready           403  403  403  200  403  200  200  403  403  403  404  404
confidentiality-check  ready           403  403  403  403* 200  403  403  403* 403  403  404  404
approval               ready           403  403  403  403  403  200  200  403  403  403  404  404
publication            ready           403  403  403  200  403  200  200  403  403  403  404  404
confirmation           published       403  403  403  403  403  200  200  403  403  403  404  404
report                 confirmed       403  403  403  200  403  200  200  403  403  403  404  404
report-return          reported        403  403  403  403  403  403  403  403  200  403  404  404
acceptance             reported        403  403  403  403  403  403  403  403  200  403  404  404
sheet:pre-review       preReview       200  404  404  403  403  403  403  403  403  403  404  404
sheet:pre-review-return preReview      200  404  404  403  403  403  403  403  403  403  404  404
sheet:review           review          403  404  404  403  403  200  200  403  403  403  404  404
DELETE:sheet:review    decided         403  404  404  403  403  200  200  403  403  403  404  404
sheet:return           review          403  404  404  403  403  200  200  403  403  403  404  404
sheet:exemption        review          403  404  404  200  403  200  200  403  403  403  404  404
sheet:draft            selfAssessment  403  404  404  403  403  403  403  403  403  403  404  404
`;

interface Row {
  step: string;
  during: BranchMonthState;
  /** The sheet is decided already. */
  decided: boolean;
  answers: Record<Person, number>;
  /** In every other state of the month. */
  otherwise: Record<Person, number>;
}

const rows: Row[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [step, during, ...cells] = line.trim().split(/\s+/) as [string, string, ...string[]];
    const cellOf = (person: Person) => cells[people.indexOf(person)]!;
    const of = (status: (cell: string) => number) =>
      Object.fromEntries(people.map((person) => [person, status(cellOf(person))])) as Record<Person, number>;
    const decided = during === 'decided';
    return {
      step,
      during: (decided ? 'review' : during) as BranchMonthState,
      decided,
      answers: of((cell) => Number.parseInt(cell, 10)),
      otherwise: of((cell) => (['200', '403*', '409'].includes(cell) ? 409 : Number(cell))),
    };
  });

const bodies: Record<string, object> = {
  readiness: { meetingNumber: '〔2026〕11 号' },
  'confidentiality-check': { note: '' },
  publication: { workingDays: 3, contact: '支部办公室' },
  report: { note: '' },
  'report-return': { reason: '第三项请核对' },
  acceptance: {},
  'sheet:pre-review': { decisions: [], additions: [] },
  'sheet:pre-review-return': { reason: '请补充' },
  'sheet:review': { decisions: [], additions: [], complete: true },
  'sheet:return': { reason: '请补充' },
  'sheet:exemption': { reason: 'byRegulation', note: '文件' },
  'sheet:draft': { lines: [] },
};

let service: Service;
let accountIds: Record<Person, number>;
let clients: Record<Person, Client>;
let monthId: number;
/** Of a member in the first group who holds no office. */
let sheetId: number;

beforeAll(async () => {
  service = await startService();
  const { database } = service;
  const bureauId = await aBureauWithScheme(service);
  const { id: branchId } = await aUnit(database, { parentId: bureauId, name: '第一支部' });
  await withSettings(database, branchId, { preReview: true });
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: branchId });
  const { id: otherGroupId } = await aUnit(database, { kind: 'group', parentId: branchId });
  const places = [groupId, otherGroupId, otherGroupId, null, null, null, null, null, groupId];
  const memberIds = await someMembers(
    database,
    places.map((place) => ({ branchId, groupId: place })),
  );
  const { id: otherBranchId } = await aUnit(database, { parentId: bureauId });
  const [strangerId] = await someMembers(database, [{ branchId: otherBranchId }]);
  const roles: [Person, number | null, Parameters<typeof anAccount>[1]][] = [
    ['leader', memberIds[0]!, { roles: [['groupLeader', groupId]] }],
    ['otherLeader', memberIds[1]!, { roles: [['groupLeader', otherGroupId]] }],
    ['member', memberIds[2]!, {}],
    ['commissioner', memberIds[3]!, { roles: [['organisationCommissioner', branchId]] }],
    ['discipline', memberIds[4]!, { roles: [['disciplineCommissioner', branchId]] }],
    ['secretary', memberIds[5]!, { roles: [['secretary', branchId]] }],
    ['deputy', memberIds[6]!, { roles: [['deputySecretary', branchId]] }],
    ['witness', memberIds[7]!, { roles: [['witness', branchId]] }],
    ['bureau', null, { roles: [['bureauOffice', bureauId]] }],
    ['auditor', null, { roles: [['auditor', bureauId]] }],
    ['administrator', null, { roles: [['systemAdministrator', bureauId]] }],
    ['stranger', strangerId!, {}],
  ];
  const accounts: [Person, number][] = [];
  for (const [person, memberId, wish] of roles)
    accounts.push([person, await anAccount(database, { memberId, ...wish })]);
  accountIds = Object.fromEntries(accounts) as Record<Person, number>;
  await signIn();
  monthId = (await clients.commissioner.post(`/api/v1/branches/${branchId}/months`, november)).body.id;
  const { items } = (await clients.secretary.get(`/api/v1/branch-months/${monthId}/sheets`)).body;
  sheetId = items[8].id;
});
afterAll(() => service.close());

async function signIn(): Promise<void> {
  const signedIn: [Person, Client][] = [];
  for (const person of people) signedIn.push([person, await service.as(accountIds[person])]);
  clients = Object.fromEntries(signedIn) as Record<Person, Client>;
}

/** Moves the clock; sessions end meanwhile. */
async function goTo(instant: string): Promise<void> {
  service.clock.set(instant);
  await signIn();
}

/** Puts the month and all of its sheets where the step begins, whatever became of them before. */
async function force(
  state: BranchMonthState,
  sheetState: SheetState,
  signed: { check: boolean; approval: boolean },
): Promise<void> {
  const { database } = service;
  await database.write(async () => {
    await database.change('UPDATE branch_months SET state = ? WHERE id = ?', [state, monthId]);
    await database.change('DELETE FROM pre_reviews', []);
    await database.change('DELETE FROM month_steps', []);
    const steps = [...(signed.check ? ['confidentialityCheck'] : []), ...(signed.approval ? ['approval'] : [])];
    for (const step of steps)
      await database.change(
        "INSERT INTO month_steps (branchMonthId, step, at, note) VALUES (?, ?, '2026-11-05T01:00:00.000Z', '')",
        [monthId, step],
      );
    const decided = sheetState === 'decided';
    await database.change(
      `UPDATE sheets SET state = ?, submittedAt = '2026-11-04T01:00:00.000Z', late = 0, returnedReason = NULL,
              notScoredReason = NULL, decidedBy = NULL, decidedByMemberId = NULL, publicationId = NULL,
              scoreHundredths = ?, baseHundredths = ?, deductionHundredths = ?, contributionHundredths = ?,
              categoryPoints = ?, parts = ? WHERE branchMonthId = ?`,
      [
        sheetState,
        ...(decided ? [8000, 8000, 0, 0, '{"B1":2000}', '{}'] : [null, null, null, null, null, null]),
        monthId,
      ],
    );
  });
}

/** What sheets are like in a month of this state. */
const sheetsIn: Record<BranchMonthState, SheetState> = {
  selfAssessment: 'draft',
  preReview: 'submitted',
  review: 'submitted',
  ready: 'decided',
  published: 'published',
  confirmed: 'confirmed',
  reported: 'confirmed',
  archived: 'confirmed',
  // An imported month only: its sheets have no lines and are not stepped with.
  takenBack: 'decided',
};

async function versionOf(table: 'branch_months' | 'sheets', id: number): Promise<number> {
  const { database } = service;
  const row = await database.read(() =>
    database.row<{ version: number }>(`SELECT version FROM ${table} WHERE id = ?`, [id]),
  );
  return row!.version;
}

async function attempt(person: Person, step: string) {
  const parts = step.split(':');
  const method = parts[0] === 'DELETE' ? 'DELETE' : 'PUT';
  const what = parts.at(-1)!;
  const onSheet = parts.includes('sheet');
  const path = onSheet ? `/api/v1/sheets/${sheetId}/${what}` : `/api/v1/branch-months/${monthId}/${what}`;
  const version = onSheet ? await versionOf('sheets', sheetId) : await versionOf('branch_months', monthId);
  const client = clients[person];
  return method === 'DELETE'
    ? client.delete(path, { version })
    : client.put(path, bodies[onSheet ? `sheet:${what}` : what], { version });
}

/** The month as it is just before a step. */
async function before(step: string, during: BranchMonthState, decided: boolean): Promise<void> {
  const { database } = service;
  const whole = decided || step === 'readiness' || step === 'witness';
  await force(during, whole ? 'decided' : sheetsIn[during], {
    check: step === 'approval' || step === 'publication',
    approval: step === 'publication',
  });
  if (step !== 'review') return;
  await database.write(() =>
    database.change("UPDATE sheets SET state = 'preReviewed' WHERE branchMonthId = ?", [monthId]),
  );
}

describe('who may take which step of the month', () => {
  test.each(rows)('$step', async ({ step, during, decided, answers }) => {
    if (step === 'confirmation') await goTo('2026-11-11T02:00:00.000Z');
    const answered: Record<string, number> = {};
    for (const person of people) {
      await before(step, during, decided);
      answered[person] = (await attempt(person, step)).status;
    }
    expect(answered).toEqual(answers);
  });

  test.each(rows.filter(({ step }) => !step.includes('sheet:')))(
    '$step in no other state, and nothing is written',
    async ({ step, during, otherwise }) => {
      for (const state of branchMonthStates.filter((other) => other !== during)) {
        await force(state, sheetsIn[state], { check: false, approval: false });
        const known = await fingerprint(service.database);
        const answered: Record<string, number> = {};
        for (const person of people) answered[person] = (await attempt(person, step)).status;
        expect([state, answered]).toEqual([state, otherwise]);
        expect(await fingerprint(service.database)).toEqual(known);
      }
    },
  );
});
