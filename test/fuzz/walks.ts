import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Jobs } from '#src/jobs/jobs.service.js';
import { laterOn, missedMeeting } from '../support/disputes.js';
import type { Asked, Operation } from './requests.js';
import type { Pool } from './pool.js';
import { type Actor, shown, type World } from './world.js';
import { mutated, type Mutation, mutations } from './schema-values.js';

/** One step of a month's life, taken by somebody, perhaps out of turn. */
export interface Walk {
  step: number;
  branch: number;
  sheet: number;
  other: number;
  /** 0: by somebody at all; otherwise by one of those whose step it is. */
  turn: number;
  actor: number;
  mutation: Mutation | undefined;
}

export const walks: fc.Arbitrary<Walk> = fc.record({
  step: fc.nat(999),
  branch: fc.nat(3),
  sheet: fc.nat(50),
  other: fc.nat(50),
  turn: fc.nat(6),
  actor: fc.nat(200),
  mutation: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: mutations }),
});

/** Where the walk stands: a month of a branch, one of its sheets, and what hangs on them. */
interface Place {
  branchId: number;
  monthId: number;
  month: string;
  state: string;
  sheetId: number;
  memberId: number;
  otherId: number;
  objectionKey: string;
  appealKey: string;
  correctionId: number;
  vetoId: number;
  exemptionId: number;
  period: string;
  today: string;
  lines: { number: number; itemCode: string }[];
  at: number;
  actor: Actor;
}

type Step = [
  method: string,
  template: string,
  who: readonly string[],
  body?: ((place: Place) => unknown) | undefined,
  states?: string,
];

const committee = ['secretary', 'deputySecretary'];
const clerks = ['organisationCommissioner', ...committee];
const self = ['self'];
const office = ['bureauOffice', 'bureauOffice, another'];

const claims = [
  { itemCode: 'C-01', count: 2, occurredOn: '2026-12-01', description: '志愿服务', evidence: '证明' },
  { itemCode: 'C-02', optionCode: 'leader', occurredOn: '2026-12-01', description: '突击队', evidence: '证明' },
  { itemCode: 'B1-01', optionCode: 'absent', reason: '出差' },
  { itemCode: 'B2-02', pointsHundredths: 400, reason: '缺岗' },
  { itemCode: 'C-03', optionCode: 'talk', occurredOn: '2026-12-02', description: '发言', evidence: '记录' },
];
const lines = ({ at, actor }: Place) =>
  claims
    .filter((_, index) => ((at >> index) & 1) === 1)
    .map((line) => ({ ...line, ...(line.description && { description: `${line.description}${actor.mark ?? ''}` }) }));
const additions = ({ at }: Place) =>
  at % 3 === 0
    ? [
        {
          itemCode: 'D-06',
          optionCode: 'occurred',
          occurredOn: '2026-12-02',
          description: '查实',
          evidence: '证明',
          reason: '支委会评定',
        },
      ]
    : [];
const decisions = ({ at, lines: own }: Place) =>
  own.map(({ number }, index) => ({
    number,
    outcome: (at + index) % 4 === 0 ? 'refused' : 'accepted',
    ...((at + index) % 4 === 0 && { reason: '证据不足' }),
  }));
const reason = ({ actor }: Place) => ({ reason: `请补充说明${actor.mark ?? ''}` });
const changes = ({ at }: Place) =>
  at % 2 === 0
    ? missedMeeting
    : { lines: [{ number: 1001, outcome: 'refused', reason: '属实' }], additions: [], scoring: null };
const verdict = (place: Place) =>
  place.at % 2 === 0
    ? { outcome: 'rejected', answer: '核查无误' }
    : { outcome: 'upheld', answer: '属实', changes: changes(place) };

const onSheet = '/api/v1/sheets/{sheetId}';
const onMonth = '/api/v1/branch-months/{branchMonthId}';
const onCorrection = '/api/v1/corrections/{correctionId}';
const onClosing = '/api/v1/units/{unitId}/closings/{period}';
const onVeto = '/api/v1/vetoes/{vetoId}';

const meeting = ({ at, memberId, otherId, sheetId }: Place) => ({
  ...{ heldOn: '2026-12-10', time: '15:30', place: '三楼', topic: '评定积分', notes: at % 2 ? '全体通过' : '' },
  chairMemberId: memberId,
  recorderMemberId: otherId,
  attendance: [
    { memberId, seat: 'voting', presence: 'present' },
    {
      memberId: otherId,
      seat: 'voting',
      presence: at % 5 ? 'present' : 'absent',
      ...(at % 5 ? {} : { reason: '出差' }),
    },
  ],
  votes: at % 3 ? [] : [{ sheetId, lineNumber: null, question: '是否通过', inFavour: 2, against: 0, abstaining: 0 }],
});

export const steps: readonly Step[] = [
  ['PUT', `${onSheet}/draft`, self, (place) => ({ lines: lines(place) }), 'selfAssessment'],
  ['PUT', `${onSheet}/submission`, self, (place) => ({ lines: lines(place) }), 'selfAssessment'],
  ['PUT', `${onSheet}/submission`, self, (place) => ({ lines: lines(place) }), 'selfAssessment'],
  ['DELETE', `${onSheet}/submission`, self, undefined, 'selfAssessment'],
  [
    'PUT',
    `${onSheet}/proxy-submission`,
    ['groupLeader', ...clerks],
    (place) => ({
      ...{ lines: lines(place), reason: '没有智能手机', consent: 'signedPaper', consentNote: '签字表' },
      ...{ receivedOn: place.today, replacesDraft: true },
    }),
    'selfAssessment',
  ],
  [
    'PUT',
    `${onSheet}/extension`,
    clerks,
    ({ today, actor }) => ({ until: today, ...reason({ actor } as Place) }),
    'selfAssessment',
  ],
  ['DELETE', `${onSheet}/extension`, clerks, undefined, 'selfAssessment'],
  [
    'PUT',
    `${onSheet}/exemption`,
    clerks,
    () => ({ reason: 'byRegulation', note: '文号' }),
    'selfAssessment preReview review',
  ],
  ['DELETE', `${onSheet}/exemption`, clerks, undefined, 'selfAssessment preReview review'],
  ['PUT', `${onMonth}/pre-review`, clerks, undefined, 'selfAssessment'],
  ['PUT', `${onMonth}/agreements`, ['groupLeader', ...clerks], undefined, 'preReview'],
  [
    'PUT',
    `${onSheet}/pre-review`,
    ['groupLeader', ...clerks],
    (place) => ({ decisions: decisions(place), additions: additions(place) }),
    'preReview',
  ],
  ['PUT', `${onSheet}/pre-review-return`, ['groupLeader', ...clerks], reason, 'preReview'],
  ['PUT', `${onMonth}/review`, clerks, undefined, 'selfAssessment preReview'],
  ['PUT', `${onMonth}/acceptances`, committee, undefined, 'review'],
  [
    'PUT',
    `${onSheet}/review`,
    committee,
    (place) => ({ decisions: decisions(place), additions: additions(place), complete: place.at % 5 > 0 }),
    'review',
  ],
  [
    'PUT',
    `${onSheet}/review`,
    ['deputySecretary', ...office],
    (place) => ({ decisions: decisions(place), additions: additions(place), complete: true }),
    'review',
  ],
  ['DELETE', `${onSheet}/review`, committee, undefined, 'review'],
  ['PUT', `${onSheet}/return`, committee, reason, 'review'],
  ['PUT', `${onMonth}/meetings/1`, clerks, meeting, 'review'],
  ['PUT', `${onMonth}/meetings/1/closing`, clerks, undefined, 'review'],
  ['PUT', `${onMonth}/witness`, ['witness', ...clerks], undefined, 'review ready'],
  ['PUT', `${onMonth}/readiness`, clerks, () => ({ meetingNumber: '〔2026〕12 号' }), 'review'],
  ['DELETE', `${onMonth}/readiness`, clerks, undefined, 'ready'],
  ['PUT', `${onMonth}/confidentiality-check`, ['disciplineCommissioner'], () => ({ note: '' }), 'ready'],
  ['PUT', `${onMonth}/approval`, committee, undefined, 'ready'],
  [
    'PUT',
    `${onMonth}/publication`,
    clerks,
    ({ at }) => ({ workingDays: [3, 5, 7][at % 3], contact: '纪检委员 302 室' }),
    'ready',
  ],
  [
    'PUT',
    `${onMonth}/publication`,
    clerks,
    ({ at }) => ({ workingDays: [3, 5, 7][at % 3], contact: '纪检委员 302 室' }),
    'ready',
  ],
  ['PUT', `${onMonth}/withdrawal`, committee, reason, 'published'],
  ['PUT', `${onMonth}/receipt`, self, undefined, 'published confirmed'],
  ['PUT', `${onMonth}/confirmation`, committee, undefined, 'published'],
  ['PUT', `${onMonth}/row-confirmation`, committee, undefined, 'confirmed'],
  ['PUT', `${onMonth}/report`, clerks, () => ({ note: '' }), 'confirmed'],
  ['PUT', `${onMonth}/report-return`, office, reason, 'reported'],
  ['PUT', `${onMonth}/acceptance`, office, () => ({ note: '' }), 'reported'],
  [
    'POST',
    `${onSheet}/objections`,
    ['member', 'another member', 'self'],
    (place) => ({
      requestId: randomUUID(),
      itemCode: place.at % 2 ? 'B1-01' : null,
      anonymous: place.at % 3 === 0,
      ...reason(place),
    }),
    'published',
  ],
  [
    'PUT',
    '/api/v1/objections/{objectionKey}/withdrawal',
    ['member', 'another member'],
    undefined,
    'published confirmed',
  ],
  ['PUT', '/api/v1/objections/{objectionKey}/appeal', ['member', 'another member'], reason, 'published confirmed'],
  ['PUT', '/api/v1/objections/{objectionKey}/receipt', ['member', 'another member'], undefined, 'published confirmed'],
  [
    'PUT',
    `${onMonth}/objections/{objectionKey}/acknowledgement`,
    ['disciplineCommissioner'],
    undefined,
    'published confirmed',
  ],
  [
    'PUT',
    `${onMonth}/objections/{objectionKey}/answer`,
    ['disciplineCommissioner', ...committee],
    verdict,
    'published confirmed',
  ],
  ['PUT', `${onMonth}/objections/{appealKey}/appeal-answer`, office, verdict, 'published confirmed'],
  [
    'POST',
    `${onSheet}/corrections`,
    ['organisationCommissioner', 'disciplineCommissioner'],
    (place) => ({ requestId: randomUUID(), evidence: '核查结论', changes: changes(place), ...reason(place) }),
    'confirmed reported archived',
  ],
  [
    'PUT',
    onCorrection,
    ['organisationCommissioner', 'disciplineCommissioner'],
    (place) => ({ evidence: '核查结论 2 号', changes: changes(place), ...reason(place) }),
    'confirmed reported archived',
  ],
  [
    'PUT',
    `${onCorrection}/proposal`,
    ['organisationCommissioner', 'disciplineCommissioner'],
    undefined,
    'confirmed reported archived',
  ],
  ['PUT', `${onCorrection}/decision`, [...committee, ...office], undefined, 'confirmed reported archived'],
  ['PUT', `${onCorrection}/countersignature`, office, undefined, 'confirmed reported archived'],
  ['PUT', `${onCorrection}/issue`, [...office, ...clerks], undefined, 'confirmed reported archived'],
  ['PUT', `${onCorrection}/refusal`, [...committee, ...office], reason, 'confirmed reported archived'],
  [
    'PUT',
    `${onCorrection}/withdrawal`,
    ['organisationCommissioner', 'disciplineCommissioner'],
    reason,
    'confirmed reported archived',
  ],
  [
    'POST',
    '/api/v1/branches/{unitId}/months',
    clerks,
    ({ today }) => ({
      month: today.slice(0, 7),
      themeDay: `${today.slice(0, 7)}-20`,
      selfAssessmentUntil: `${today.slice(0, 7)}-18`,
    }),
    'published confirmed reported archived',
  ],
  [
    'POST',
    '/api/v1/members/{memberId}/vetoes',
    ['disciplineCommissioner', ...office],
    (place) => ({
      ...{ requestId: randomUUID(), vetoCode: place.at % 2 ? 'light' : 'severe', factDay: '2026-12-01' },
      ...{ documentNumber: `纪〔2026〕${place.at} 号`, documentDay: '2026-12-02', ...reason(place) },
    }),
  ],
  ['PUT', `${onVeto}/confirmation`, [...committee, ...office]],
  ['PUT', `${onVeto}/refusal`, [...committee, ...office], reason],
  [
    'PUT',
    `${onVeto}/lifting-proposal`,
    ['disciplineCommissioner', ...office],
    (place) => ({ documentNumber: `纪〔2026〕9${place.at} 号`, documentDay: place.today, ...reason(place) }),
  ],
  ['PUT', `${onVeto}/lifting`, [...committee, ...office]],
  ['PUT', `${onVeto}/lifting-refusal`, [...committee, ...office], reason],
  ['PUT', '/api/v1/exemptions/{exemptionId}/approval', office, () => ({ opinion: '同意' })],
  ['PUT', '/api/v1/exemptions/{exemptionId}/withdrawal', clerks, reason],
  [
    'PUT',
    '/api/v1/exemptions/{exemptionId}/early-end',
    [...office, ...clerks],
    (place) => ({ lastMonth: '2027-02', ...reason(place) }),
  ],
  ['PUT', `${onClosing}/generation`, [...clerks, ...office]],
  ['PUT', `${onClosing}/examination`, committee, () => ({ minutesNumber: '〔2027〕1 号' })],
  ['PUT', `${onClosing}/publication`, clerks, () => ({ workingDays: 5, contact: '纪检委员' })],
  ['PUT', `${onClosing}/acceptance`, office, () => ({ note: '' })],
  ['PUT', `${onClosing}/return`, office, reason],
  ['PUT', `${onClosing}/withdrawal`, committee, reason],
  ['PUT', `${onClosing}/confirmation`, committee],
  ['PUT', `${onClosing}/archive`, office],
  [
    'PUT',
    `${onClosing}/explanation`,
    committee,
    (place) => ({
      branchId: place.branchId,
      month: ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11'][place.at % 5],
      ...reason(place),
    }),
  ],
  ['PUT', '/api/v1/members/{memberId}/closings/{unitId}/{period}/acknowledgement', self],
  [
    'POST',
    '/api/v1/members/{memberId}/transfers',
    ['organisationCommissioner', ...office],
    ({ today, at, otherId }) => ({
      requestId: randomUUID(),
      fromDay: today,
      toBranchId: at % 4 === 0 ? null : otherId,
      groupId: null,
    }),
  ],
];

/** The step as a request; undefined where there is nothing to take it on. Moves the clock now and then. */
export async function take(
  walk: Walk,
  world: World,
  pool: Pool,
  operations: readonly Operation[],
): Promise<Asked | undefined> {
  if (walk.step > 990) await tomorrow(world, walk.sheet);
  const place = await placeOf(walk, world);
  if (!place) return undefined;
  const fitting = steps.filter(
    ([, , , , states]) => !states || states.split(' ').includes(place.state) || walk.turn === 0,
  );
  const [method, template, who, body] = fitting[walk.step % fitting.length]!;
  const actor = actorOf(who, walk, world, place);
  if (actor.reading) return undefined;
  place.actor = actor;
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(valueIn(place, name))));
  const said = body?.(place);
  const sent = walk.mutation && said !== undefined ? mutated(said, walk.mutation) : said;
  const bytes = sent === undefined ? undefined : Buffer.from(JSON.stringify(sent) ?? '');
  const operation = operations.find((one) => one.method === method && isSame(one.path, template));
  if (!operation) throw new Error(`No operation ${method} ${template}`);
  const version = operation.asksForVersion ? await pool.versionOf(path, operation.path) : undefined;
  const headers: Record<string, string> = {
    ...shown(actor),
    ...(bytes && { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
    ...(version !== undefined && { 'if-match': `"${walk.mutation && walk.other % 9 === 0 ? version + 1 : version}"` }),
  };
  return {
    actor,
    sent: { method, path, headers, body: bytes },
    operation,
    json: bytes?.length ? JSON.parse(bytes.toString()) : undefined,
  };
}

/** The same address, whatever its places are called and whichever of them are told already. */
function isSame(path: string, template: string): boolean {
  const [left, right] = [path.split('/'), template.split('/')];
  const isPlace = (segment: string | undefined) => segment?.startsWith('{') === true;
  return left.length === right.length && left.every((one, index) => one === right[index] || isPlace(one));
}

function valueIn(place: Place, name: string): unknown {
  if (name === 'branchMonthId') return place.monthId;
  return name === 'unitId' ? place.branchId : place[name as keyof Place];
}

function actorOf(
  who: readonly string[],
  { turn, actor }: Walk,
  { actors }: World,
  { branchId, memberId }: Place & { branchId: number },
): Actor {
  const anybody = actors[actor % actors.length]!;
  if (turn === 0) return anybody;
  const wanted = actors.filter(
    (one) =>
      (who.includes('self') && one.memberId === memberId) ||
      who.some((office) => one.name === office || (one.name.endsWith(` ${office}`) && one.homeBranchId === branchId)),
  );
  return wanted.length > 0 ? wanted[actor % wanted.length]! : anybody;
}

async function placeOf({ branch, sheet, other, sheet: at }: Walk, world: World): Promise<Place | undefined> {
  const { database, clock } = world.service;
  const { assessing, reviewing, published, foreign } = world.branches;
  const branchId = [assessing, reviewing, published, foreign][branch]!.branchId;
  return database.read(async () => {
    const months = await database.rows<{ id: number; month: string; state: string }>(
      'SELECT id, month, state FROM branch_months WHERE branchId = ? ORDER BY month DESC',
      [branchId],
    );
    const month = months[other % 4 === 0 ? other % Math.max(months.length, 1) : 0];
    if (!month) return undefined;
    const sheets = await database.rows<{ id: number; memberId: number; state: string }>(
      'SELECT id, memberId, state FROM sheets WHERE branchMonthId = ? ORDER BY id',
      [month.id],
    );
    // Mostly one of those that the month still waits for; otherwise hardly a month would ever be decided.
    const open = sheets.filter(({ state }) => ['draft', 'submitted', 'preReviewed'].includes(state));
    const among = other % 5 > 0 && open.length > 0 ? open : sheets;
    const one = among[sheet % Math.max(among.length, 1)];
    if (!one) return undefined;
    const lines = await database.rows<{ number: number; itemCode: string }>(
      "SELECT number, itemCode FROM sheet_lines WHERE sheetId = ? AND origin = 'self'",
      [one.id],
    );
    const last = async (sql: string, parameters: number[]) =>
      (await database.rows<{ value: number | string }>(`${sql} DESC LIMIT 3`, parameters))[other % 3]?.value ?? 1;
    return {
      branchId,
      monthId: month.id,
      month: month.month,
      state: month.state,
      sheetId: one.id,
      memberId: one.memberId,
      otherId: sheets[other % sheets.length]!.memberId,
      objectionKey: String(
        await last('SELECT publicKey AS value FROM objections WHERE branchMonthId = ? ORDER BY id', [month.id]),
      ),
      appealKey: String(
        await last(
          'SELECT publicKey AS value FROM objections WHERE branchMonthId = ? AND appealState IS NOT NULL ORDER BY id',
          [month.id],
        ),
      ),
      correctionId: Number(
        await last('SELECT id AS value FROM corrections WHERE branchId = ? ORDER BY id', [branchId]),
      ),
      vetoId: Number(await last('SELECT id AS value FROM vetoes WHERE branchId = ? ORDER BY id', [branchId])),
      exemptionId: Number(await last('SELECT id AS value FROM exemptions WHERE branchId = ? ORDER BY id', [branchId])),
      period: ['2026-H2', '2026-Q4', '2026', '2027-H1'][other % 4]!,
      today: clock.now().slice(0, 10),
      lines,
      at,
      actor: world.actors[0]!,
    };
  });
}

/** A day later everybody is still signed in, and what the service does by itself has been done. */
async function tomorrow({ service }: World, days: number): Promise<void> {
  const later = new Date(Date.parse(service.clock.now()) + (1 + (days % 3)) * 86_400_000).toISOString();
  if (later > '2027-11') return;
  await laterOn(service, later);
  await service.app.get(Jobs).tick();
}
