import { randomUUID } from 'node:crypto';
import { Account } from '#src/identity/account.entity.js';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import type { Role } from '#src/http/allow.js';
import { pdf } from '../evidence/files.js';
import type { Answer, Json, Service } from '../support/app.js';
import { decideWith, giveOffice, laterOn, missedMeeting, object, slip, step } from '../support/disputes.js';
import {
  aBranchAtWork,
  type BranchAtWork,
  notice,
  openMonth,
  publish,
  sheetsOf,
  startReview,
  take,
} from '../support/month.js';
import { anAccount, aUnit } from '../support/organisation.js';
import { proposeVeto, vetoStep } from '../support/vetoes.js';
import { firstScheme } from '#src/schemes/first-scheme.js';
import { Schemes } from '#src/schemes/schemes.service.js';
import { Trail } from '#src/audit/trail.service.js';
import type { Holder, Subject } from './who.js';

/*
 * One bureau in which every kind of thing that a path can name is there several times: in one's own branch and group, in the group
 * beside, in the branch beside, above, and in another subtree.
 */

/** The tree: each unit's parent. `branch` with its two groups is where the roles of a branch are held. */
export const parentOf = {
  bureau: null,
  part: 'bureau',
  branch: 'part',
  group: 'branch',
  otherGroup: 'branch',
  otherBranch: 'part',
  otherPart: 'bureau',
  farBranch: 'otherPart',
} as const satisfies Record<string, string | null>;
export type Place = keyof typeof parentOf;

/** One thing of a kind: its id, where it belongs and, where it is about a member, whether that is the member who asks. */
export interface Target {
  name: string;
  id: number | string;
  place: Place | null;
  own: boolean;
}

export interface Principal {
  name: string;
  /** Undefined: not signed in. */
  accountId: number | undefined;
  /** Undefined: not signed in. */
  cookie: string | undefined;
  /** What is held today, and where. */
  holds: readonly { as: Holder; at: Place }[];
  /** What every route answers, whatever is asked for; null where it depends. */
  always: 'signInRequired' | 'passwordChangeRequired' | null;
}

export interface World {
  service: Service;
  unitIds: Record<Place, number>;
  /** In the branch: secretary, organiser, deputy, the member who asks, another of his group, one of the other group. */
  branch: BranchAtWork;
  otherBranch: BranchAtWork;
  farBranch: BranchAtWork;
  targets: Record<Subject, Target[]>;
  principals: Principal[];
  /** What stands in a path beside its subject. */
  rest: Record<string, string | number>;
  /** Of what one branch holds: for bodies that name something of a foreign unit. */
  things: Record<'branch' | 'otherBranch' | 'farBranch', Things>;
}

export interface Things {
  branchMonth: number;
  sheets: number[];
  publication: number;
  evidenceFile: number;
  correction: number;
  veto: number;
  talkRecord: number;
  exemption: number;
  roleAssignment: number;
  objection: string;
  dataRequest: number;
}

export const start = '2026-11-05T02:00:00.000Z';
export const today = '2026-11-05';
/** No thing has this id. */
export const none = 2_000_000_000;
const noKey = '00000000-0000-4000-8000-000000000000';

export async function done(answer: Promise<Answer>): Promise<Json> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

export async function aWorld(service: Service): Promise<World> {
  const { database } = service;
  const bureau = (await aUnit(database, { kind: 'bureau', name: '机关党委' })).id;
  await firstScheme(new Schemes(database, new Trail(database)), service.clock.now());
  const part = (await aUnit(database, { kind: 'generalBranch', parentId: bureau, name: '第一党总支' })).id;
  const otherPart = (await aUnit(database, { kind: 'generalBranch', parentId: bureau, name: '第二党总支' })).id;
  const branch = await aBranchAtWork(service, part, { size: 7, name: '第一党支部' });
  const otherBranch = await aBranchAtWork(service, part, { size: 7, name: '第二党支部' });
  const farBranch = await aBranchAtWork(service, otherPart, { size: 7, name: '第三党支部' });
  const group = (await aUnit(database, { kind: 'group', parentId: branch.branchId, name: '第一党小组' })).id;
  const otherGroup = (await aUnit(database, { kind: 'group', parentId: branch.branchId, name: '第二党小组' })).id;
  const inGroup = (groupId: number, memberIds: number[]) =>
    database.write(() =>
      database.change(`UPDATE memberships SET groupId = ? WHERE memberId IN (${memberIds.join(', ')})`, [groupId]),
    );
  await inGroup(group, branch.memberIds.slice(3, 5));
  await inGroup(otherGroup, [branch.memberIds[5]!]);
  const unitIds = {
    bureau,
    part,
    branch: branch.branchId,
    group,
    otherGroup,
    otherBranch: otherBranch.branchId,
    otherPart,
    farBranch: farBranch.branchId,
  };
  const branches = { branch, otherBranch, farBranch };
  const things = {} as World['things'];
  for (const name of ['branch', 'otherBranch', 'farBranch'] as const) {
    service.clock.set(start);
    things[name] = await fill(service, branches[name]);
  }
  const basedOnId = 1;
  const draftBody = { requestId: randomUUID(), basedOnId };
  const schemeDraftId: number = (await done(branch.bureauOffice.post('/api/v1/scheme-drafts', draftBody))).id;
  const principals = await principalsOf(service, unitIds, branch);
  const targets = targetsOf(unitIds, branches, things);
  return {
    service,
    unitIds,
    ...branches,
    targets,
    principals,
    things,
    rest: { ...restOf(branch, things.branch), schemeDraftId },
  };
}

/** A month that is published, with everything beside it that a branch keeps. The fourth member is the one who asks. */
async function fill(service: Service, branch: BranchAtWork): Promise<Things> {
  const { branchId, memberIds, members, secretary, commissioner } = branch;
  const discipline = await giveOffice(service, branch, 6, 'disciplineCommissioner');
  const { id } = await openMonth(branch);
  const sheets = (await sheetsOf(branch, id)).map((sheet) => sheet.id);
  const file = new URLSearchParams({ requestId: randomUUID(), fileName: '证明.pdf' });
  const evidence = await done(
    members[3]!.post(
      `/api/v1/sheets/${sheets[3]}/evidence?${file}`,
      Buffer.concat([pdf(), Buffer.from(`\n% ${branchId}\n%%EOF\n`)]),
      {
        headers: { 'content-type': 'application/octet-stream' },
      },
    ),
  );
  const claim = { itemCode: 'C-01', count: 1, occurredOn: '2026-11-03', description: '志愿服务' };
  const { version } = await members[3]!.get(`/api/v1/sheets/${sheets[3]}`);
  const lines = [{ ...claim, evidenceFileIds: [evidence.id] }];
  await done(members[3]!.put(`/api/v1/sheets/${sheets[3]}/submission`, { lines }, { version: version! }));
  await startReview(branch, id);
  const handedIn = await secretary.get(`/api/v1/sheets/${sheets[3]}`);
  await done(secretary.put(`/api/v1/sheets/${sheets[3]}/review`, accepted, { version: handedIn.version! }));
  for (const { id: sheetId, state, ownCase } of await sheetsOf(branch, id))
    if (state !== 'decided') await decideWith(ownCase ? branch.deputy : secretary, sheetId, []);
  await meet(branch, id);
  await done(publish(branch, id, notice));
  const publication = (await service.database.read(() =>
    service.database.row<{ id: number }>('SELECT id FROM publications WHERE branchMonthId = ?', [id]),
  ))!.id;
  const objection = (await done(object(members[3]!, sheets[4]!))).key;
  const veto = (
    await done(proposeVeto(discipline, memberIds[3]!, { documentNumber: `县直机关纪〔2026〕${branchId}号` }))
  ).id;
  await done(vetoStep(secretary, veto, 'confirmation'));
  const talkBody = { ...talk, requestId: randomUUID(), memberId: memberIds[3], talkerMemberId: memberIds[0] };
  const talkRecord = (await done(secretary.post(`/api/v1/units/${branchId}/talk-records`, talkBody))).id;
  const applied = { ...exemption, requestId: randomUUID(), memberId: memberIds[3] };
  const exemptionId = (await done(commissioner.post(`/api/v1/units/${branchId}/exemptions`, applied))).id;
  const held = await service.database.read(() =>
    service.database.row<{ id: number }>('SELECT id FROM role_assignments WHERE unitId = ? ORDER BY id LIMIT 1', [
      branchId,
    ]),
  );
  const wish = { requestId: randomUUID(), kind: 'correction', fact: 'joinDay', wish: '入党时间应为2019年' };
  const dataRequest = (await done(members[3]!.post('/api/v1/me/data-requests', wish))).id;
  await laterOn(service, '2026-11-11T02:00:00.000Z');
  await done(take(secretary, id, 'confirmation'));
  const correction = (await done(slip(commissioner, sheets[5]!, missedMeeting))).id;
  await done(step(commissioner, correction, 'proposal'));
  return {
    ...{ branchMonth: id, sheets, publication, evidenceFile: evidence.id, correction, veto, talkRecord },
    ...{ exemption: exemptionId, roleAssignment: held!.id, objection, dataRequest },
  };
}

async function meet({ commissioner, memberIds }: BranchAtWork, id: number): Promise<void> {
  const [chairMemberId, recorderMemberId] = memberIds;
  const record = {
    ...{ heldOn: '2026-11-05', time: '15:30', place: '三楼会议室', topic: '评定11月党员积分', notes: '' },
    ...{ chairMemberId, recorderMemberId, votes: [] },
    attendance: [
      { memberId: chairMemberId, seat: 'voting', presence: 'present' },
      { memberId: recorderMemberId, seat: 'voting', presence: 'present' },
    ],
  };
  await done(commissioner.put(`/api/v1/branch-months/${id}/meetings/1`, record, { version: 0 }));
  await done(commissioner.put(`/api/v1/branch-months/${id}/meetings/1/closing`, undefined, { version: 1 }));
}

const accepted = { decisions: [{ number: 1, outcome: 'accepted' }], additions: [], complete: true };
const talk = {
  heldOn: '2026-11-04',
  place: '支部办公室',
  occasion: 'lowMonth',
  months: ['2026-10'],
  topic: '十月积分偏低',
  response: '说明了出差情况',
  measures: '按时参加组织生活',
};
const exemption = {
  kind: 'exempt',
  reasonClass: 'illness',
  reason: '长期住院治疗',
  fromMonth: '2026-12',
  untilMonth: '2027-04',
  branchOpinion: '经支委会研究，同意上报',
};

const homes: readonly [Role, Place][] = [
  ['groupLeader', 'group'],
  ['witness', 'branch'],
  ['organisationCommissioner', 'branch'],
  ['disciplineCommissioner', 'branch'],
  ['secretary', 'branch'],
  ['deputySecretary', 'branch'],
  ['bureauOffice', 'part'],
  ['bureauOffice', 'bureau'],
  ['auditor', 'branch'],
  ['auditor', 'bureau'],
  ['systemAdministrator', 'bureau'],
  ['securityAdministrator', 'bureau'],
];

async function principalsOf(
  service: Service,
  unitIds: Record<Place, number>,
  branch: BranchAtWork,
): Promise<Principal[]> {
  const { database } = service;
  const principal = async (
    name: string,
    accountId: number,
    holds: Principal['holds'] = [],
    always: Principal['always'] = null,
  ): Promise<Principal> => ({ name, accountId, cookie: await service.cookie(accountId), holds, always });
  const principals = [
    {
      name: 'not signed in',
      accountId: undefined,
      cookie: undefined,
      holds: [],
      always: 'signInRequired',
    } as Principal,
    await principal('a member', branch.accountIds[3]!, [{ as: 'member', at: 'branch' }]),
  ];
  for (const [as, at] of homes) {
    const accountId = await anAccount(database, { roles: [[as, unitIds[at]]] });
    principals.push(await principal(`${as} of the ${at}`, accountId, [{ as, at }]));
  }
  const secretary = () => anAccount(database, { roles: [['secretary', unitIds.branch]] });
  const change = (accountId: number, table: 'accounts' | 'role_assignments', set: Partial<Account | RoleAssignment>) =>
    database.write(() =>
      database.change(
        `UPDATE ${table} SET ${Object.keys(set)
          .map((column) => `${column} = ?`)
          .join(', ')} WHERE ${table === 'accounts' ? 'id' : 'accountId'} = ?`,
        [...(Object.values(set) as (string | number)[]), accountId],
      ),
    );
  principals.push(await principal('an account without a role', await anAccount(database)));
  const suspended = await secretary();
  principals.push(await principal('a secretary who is suspended', suspended, [], 'signInRequired'));
  await change(suspended, 'accounts', { suspendedAt: start });
  const former = await secretary();
  await change(former, 'role_assignments', { untilDay: today });
  principals.push(await principal('a secretary until yesterday', former));
  const coming = await secretary();
  await change(coming, 'role_assignments', { fromDay: '2026-11-12' });
  principals.push(await principal('a secretary from tomorrow on', coming));
  const fresh = await secretary();
  await change(fresh, 'accounts', { mustChangePassword: 1 as never });
  principals.push(await principal('a secretary with a first password', fresh, [], 'passwordChangeRequired'));
  return principals;
}

function targetsOf(
  unitIds: Record<Place, number>,
  branches: Record<'branch' | 'otherBranch' | 'farBranch', BranchAtWork>,
  things: World['things'],
): World['targets'] {
  const nothing: Target = { name: 'what is not there', id: none, place: null, own: false };
  const inEach = (what: keyof Things, own = false): Target[] => [
    ...(['branch', 'otherBranch', 'farBranch'] as const).map((place) => ({
      name: `that of the ${place}`,
      id: things[place][what] as number | string,
      place,
      own: own && place === 'branch',
    })),
    nothing,
  ];
  /** Of the own branch: of who asks, of another in his group, of the other group, of none. */
  const inGroups = (of: (place: 'branch' | 'otherBranch' | 'farBranch', index: number) => number): Target[] => [
    { name: 'one’s own', id: of('branch', 3), place: 'group', own: true },
    { name: 'that of one’s group', id: of('branch', 4), place: 'group', own: false },
    { name: 'that of the other group', id: of('branch', 5), place: 'otherGroup', own: false },
    { name: 'that of the secretary', id: of('branch', 0), place: 'branch', own: false },
    { name: 'that of the other branch', id: of('otherBranch', 3), place: 'otherBranch', own: false },
    { name: 'that of the far branch', id: of('farBranch', 3), place: 'farBranch', own: false },
    nothing,
  ];
  const asked = ['branch', 'group', 'otherGroup', 'part', 'bureau', 'otherBranch', 'farBranch'] as const;
  const units: Target[] = asked.map((place) => ({ name: `the ${place}`, id: unitIds[place], place, own: false }));
  const ofGroup = (targets: Target[]) =>
    targets.map((target) => (target.place === 'branch' ? { ...target, place: 'group' as const } : target));
  return {
    organisation: [{ name: 'the organisation', id: 0, place: 'bureau', own: false }],
    unit: [...units, nothing],
    branch: [...units, nothing],
    noGroup: [...units, nothing],
    member: inGroups((place, index) => branches[place].memberIds[index]!),
    sheet: inGroups((place, index) => things[place].sheets[index]!),
    branchMonth: inEach('branchMonth'),
    publication: inEach('publication'),
    evidenceFile: ofGroup(inEach('evidenceFile', true)),
    correction: inEach('correction'),
    veto: inEach('veto', true),
    talkRecord: inEach('talkRecord', true),
    exemption: inEach('exemption', true),
    roleAssignment: inEach('roleAssignment'),
    dataRequest: inEach('dataRequest', true),
    objection: inEach('objection', true).map((target) => (target === nothing ? { ...target, id: noKey } : target)),
  };
}

function restOf(branch: BranchAtWork, things: Things): World['rest'] {
  return {
    accountId: branch.accountIds[4]!,
    memberId: branch.memberIds[3]!,
    branchId: branch.branchId,
    objectionKey: things.objection,
    objectionId: none,
    day: '2026-12-25',
    year: 2026,
    period: '2026-H2',
    format: 'json',
    source: 'month',
    number: 1,
    code: 'x',
    schemeVersionId: 1,
    importDraftId: none,
    meetingNumber: 1,
    noticeId: none,
    exportId: none,
    templateId: none,
    paperCode: '000-0000-0',
    sessionKey: 'none',
    signInLinkId: none,
    personalTokenId: none,
    orderId: none,
    dataRequestId: none,
  };
}
