import { setTimeout as pause } from 'node:timers/promises';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import { describeApi } from '#src/http/openapi.js';
import { Jobs } from '#src/jobs/jobs.service.js';
import type { Role } from '#src/http/allow.js';
import { newToken, tokenDigestOf } from '#src/identity/bearer.js';
import { PersonalToken } from '#src/identity/personal-token.entity.js';
import { Session } from '#src/identity/session.entity.js';
import type { TokenScope } from '#src/identity/token-scopes.js';
import { defaultPolicyValues } from '#src/identity/policies.js';
import { aPerson } from '../identity/people.js';
import type { Client, Service } from '../support/app.js';
import { allowAnonymous, giveOffice, laterOn, talk } from '../support/disputes.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  openMonth,
  publish,
  sheetsOf,
  startReview,
} from '../support/month.js';
import { pdf } from '../evidence/files.js';
import { aUnit, anAccount, someMembers } from '../support/organisation.js';
import { aWholeLife } from '../support/whole-life.js';
import { Description } from '../support/description.js';
import { recordRoles } from '../verification/behind-our-back.js';
import { Marks } from './marks.js';

/** Who makes requests. */
export interface Actor {
  name: string;
  accountId: number | null;
  memberId: number | null;
  homeBranchId: number | null;
  roles: readonly (Role | 'member')[];
  /** The session's cookie, or the secret of a personal token; undefined: none. */
  cookie?: string | undefined;
  token?: { secret: string; scope: TokenScope } | undefined;
  /** Only reads: what he may not see is known only as long as he doesn't decide it himself. */
  reading: boolean;
  /** What the texts that he writes are recognised by; null where he writes for everybody. */
  mark: string | null;
}

export interface World {
  service: Service;
  /** What the service says of itself; writing it down takes longer than many requests. */
  document: OpenAPIObject;
  description: Description;
  actors: Actor[];
  marks: Marks;
  branches: Record<'lived' | 'assessing' | 'reviewing' | 'sealed' | 'published' | 'foreign', BranchAtWork>;
  sealed: Sealed;
  /** A roster, a template and a proof, as people hand them in. */
  files: Uint8Array[];
  /** Makes the sealed month's figures odd, so that they are recognised. */
  seal(): Promise<void>;
  /** Accounts that nobody acts with: these may be suspended, reset and given roles. */
  spareAccountIds: number[];
  /** Lets policies be as they were: some of them would keep everybody out. */
  ordinaryPolicies(): Promise<void>;
  foreignBureauId: number;
}

/** A month that is decided, with figures so unusual that a match means a leak, and is never published. */
export interface Sealed {
  branchMonthId: number;
  branchId: number;
  /** By sheet, in the order of their places. */
  sheetIds: number[];
  memberIds: number[];
  kept: Record<string, unknown>[];
}

const december = { month: '2026-12', themeDay: '2026-12-10', selfAssessmentUntil: '2026-12-08' };

/** Two bureaus, six branches with a month each in another state, and everybody who may be somebody there. */
export async function aWorld(service: Service): Promise<World> {
  const { database } = service;
  const marks = new Marks(database);
  const named = (size: number, letter: string) => ({
    name: `${letter}支部${marks.next('name')}`,
    wishes: Object.fromEntries(
      Array.from({ length: size }, (_, index) => [index, { name: `${letter}${marks.next('name')}` }]),
    ),
  });
  const rootId = await aBureauWithScheme(service);
  const { id: bureauId } = await aUnit(database, {
    kind: 'bureau',
    parentId: rootId,
    name: `本县${marks.next('name')}`,
  });
  const tick = () => service.app.get(Jobs).tick();
  const { branch: lived } = await aWholeLife(service, bureauId, tick, named(9, '甲'));
  await laterOn(service, '2026-12-03T02:00:00.000Z');
  const foreignBureauId = (
    await aUnit(database, { kind: 'bureau', parentId: rootId, name: `外县${marks.next('name')}` })
  ).id;
  const make = async (letter: string, at: number, preReview = false) => {
    const branch = await aBranchAtWork(service, at, { size: 7, preReview, ...named(7, letter) });
    await giveOffice(service, branch, 3, 'disciplineCommissioner');
    await allowAnonymous(service, branch);
    await database.write(() =>
      database.change('UPDATE branch_settings SET contact = ? WHERE branchId = ?', ['纪检委员', branch.branchId]),
    );
    return branch;
  };
  const assessing = await make('乙', bureauId, true);
  const { id: groupId } = await aUnit(database, { kind: 'group', parentId: assessing.branchId });
  await database.write(() =>
    database.change(
      `UPDATE memberships SET groupId = ? WHERE memberId IN (${assessing.memberIds.slice(4).join(', ')})`,
      [groupId],
    ),
  );
  await giveOffice(service, assessing, 4, 'groupLeader', groupId);
  const reviewing = await make('丙', bureauId);
  const sealed = await make('丁', bureauId);
  const published = await make('戊', bureauId);
  const foreign = await make('己', foreignBureauId);
  const branches = { lived, assessing, reviewing, sealed, published, foreign };

  const actors: Actor[] = [{ ...nobody, name: 'nobody' }];
  const enter = async (name: string, accountId: number, memberId: number | null, more: Partial<Actor> = {}) => {
    const mark = memberId === null ? null : marks.next('written', { accountId });
    const cookie = await aSession(service, accountId);
    const roles = memberId === null ? [] : (['member'] as const);
    actors.push({ name, accountId, memberId, homeBranchId: null, roles, cookie, reading: false, mark, ...more });
  };
  for (const [of, { accountIds, memberIds, branchId: homeBranchId }] of Object.entries(branches)) {
    const reading = of === 'sealed';
    for (const [index, office] of offices.entries())
      await enter(`${of} ${office}`, accountIds[index]!, memberIds[index]!, {
        reading: reading && index < 4,
        homeBranchId,
        roles: office.endsWith('member') ? ['member'] : [office as Role, 'member'],
      });
  }
  const office = async (
    name: string,
    roles: [Role, number][],
    memberId: number | null = null,
    accountName?: string,
  ) => {
    const accountId = await anAccount(database, { roles, memberId, ...(accountName && { name: accountName }) });
    await enter(name, accountId, memberId, { reading: memberId !== null, roles: roles.map(([role]) => role) });
    return accountId;
  };
  await office('bureauOffice', [['bureauOffice', bureauId]]);
  await office('bureauOffice, another', [['bureauOffice', bureauId]]);
  await office('systemAdministrator', [['systemAdministrator', rootId]]);
  const policyKeeper = await office('securityAdministrator', [['securityAdministrator', rootId]]);
  await office('auditor of everything', [['auditor', rootId]]);
  await office('bureauOffice above both', [['bureauOffice', rootId]]);
  await office('foreign bureauOffice', [['bureauOffice', foreignBureauId]]);
  await office('foreign auditor', [['auditor', foreignBureauId]]);
  const [auditor] = await someMembers(database, [{ branchId: sealed.branchId, name: `审${marks.next('name')}` }]);
  await office('auditor', [['auditor', bureauId]], auditor!);
  const former = await office('former secretary', [['secretary', sealed.branchId]]);
  await database.write(() =>
    database.change("UPDATE role_assignments SET untilDay = '2026-11-01' WHERE accountId = ?", [former]),
  );
  actors.push({ ...nobody, name: 'a session that is no more', cookie: randomBytes(32).toString('base64url') });
  const spareAccountIds: number[] = [];
  for (let index = 0; index < 8; index += 1) spareAccountIds.push(await anAccount(database, {}));
  await aPerson(database, { name: 'wer.passt' });
  for (const [scope, holder] of tokenHolders) {
    const of = actors.find(({ name }) => name === holder)!;
    const secret = await aToken(service, of.accountId!, scope);
    actors.push({ ...of, name: `${holder} by token: ${scope}`, cookie: undefined, token: { secret, scope } });
  }

  await openMonth(assessing, december);
  const { id: reviewedId } = await openMonth(reviewing, december);
  await startReview(reviewing, reviewedId);
  const publishedId = await aDecidedMonth(published, december);
  await publish(published, publishedId);
  const foreignId = await aDecidedMonth(foreign, december);
  await publish(foreign, foreignId);
  await writePrivately(published, marks);
  await writePrivately(foreign, marks);
  await draftPrivately(assessing, marks);
  await askAboutData(published, marks);
  await askAboutData(foreign, marks);
  await stopErasing(published, marks, await service.as(policyKeeper));
  // Whoever reads an account's name has read its member's.
  await database.write(() =>
    database.change(
      `UPDATE accounts SET displayName = (SELECT name FROM members WHERE members.id = accounts.memberId)
        WHERE memberId IS NOT NULL`,
    ),
  );
  const sealedMonth = await sealedIn(service, sealed, auditor!);
  await recordRoles(database);
  await marks.learn();
  const sealAgain = () => seal(service, sealedMonth);
  const files = await filesOf(published);
  const document = describeApi(service.app);
  return {
    service,
    document,
    description: new Description(document),
    actors,
    marks,
    branches,
    sealed: sealedMonth,
    seal: sealAgain,
    files,
    spareAccountIds,
    foreignBureauId,
    ordinaryPolicies: () => ordinaryPolicies(service, policyKeeper),
  };
}

const nobody = {
  accountId: null,
  memberId: null,
  homeBranchId: null,
  roles: [],
  cookie: undefined,
  reading: false,
  mark: null,
};

/** One token of each scope, held by somebody whose right it is to do what the scope is for. */
const tokenHolders: readonly [TokenScope, string][] = [
  ['read', 'published secretary'],
  ['ownSheet', 'assessing member'],
  ['review', 'reviewing secretary'],
  ['exports', 'bureauOffice'],
  ['roster', 'published organisationCommissioner'],
];

const offices = [
  'secretary',
  'organisationCommissioner',
  'deputySecretary',
  'disciplineCommissioner',
  'member',
  'another member',
];

/** The cookie of a session that doesn't end by itself. */
export async function aSession({ database, clock }: Service, accountId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const tokenDigest = createHash('sha256').update(token).digest('hex');
  const at = clock.now();
  const expiresAt = '2099-12-31T00:00:00.000Z';
  await database.write(() =>
    database.insert(Session, [{ tokenDigest, accountId, createdAt: at, lastSeenAt: at, provenAt: at, expiresAt }]),
  );
  return token;
}

/** The secret of a token that doesn't end by itself. */
async function aToken({ database, clock }: Service, accountId: number, scope: TokenScope): Promise<string> {
  const secret = newToken();
  const row = { accountId, requestId: randomUUID(), tokenDigest: tokenDigestOf(secret), name: 'a', scopes: scope };
  const [createdAt, expiresAt] = [clock.now(), '2099-12-31T00:00:00.000Z'];
  await database.write(() => database.insert(PersonalToken, [{ ...row, createdAt, expiresAt }]));
  return secret;
}

/** What the one who asks shows of himself. */
export function shown({ cookie, token }: Actor): Record<string, string> {
  if (token) return { authorization: `Bearer ${token.secret}` };
  return cookie === undefined ? {} : { cookie: `pointbook_session=${cookie}` };
}

/** Whoever lost his session or token gets another one. */
export async function comeBack(service: Service, actor: Actor): Promise<void> {
  if (actor.accountId === null) return;
  if (actor.token) actor.token.secret = await aToken(service, actor.accountId, actor.token.scope);
  else actor.cookie = await aSession(service, actor.accountId);
}

async function ordinaryPolicies(service: Service, accountId: number): Promise<void> {
  const keeper = await service.as(accountId);
  const { version } = await keeper.get('/api/v1/policies');
  const values = { ...defaultPolicyValues, secondFactorRoles: [] };
  await keeper.put('/api/v1/policies', values, { version: version! });
}

/** What a member asks about his data is his own and theirs who answer. */
async function askAboutData({ members, memberIds, branchId }: BranchAtWork, marks: Marks): Promise<void> {
  const about = { branchId, memberId: memberIds[5]! };
  const wish = marks.next('private', { ...about, roles: ['organisationCommissioner', 'bureauOffice', 'auditor'] });
  const body = { requestId: randomUUID(), kind: 'correction', fact: 'evidence', wish };
  const { status } = await members[5]!.post('/api/v1/me/data-requests', body);
  if (status !== 201) throw new Error(`data request: ${status}`);
}

/** Why nothing of somebody is erased is for those who decide it and those who look over it. */
async function stopErasing(
  { branchId, memberIds, secretary }: BranchAtWork,
  marks: Marks,
  keeper: Client,
): Promise<void> {
  const reason = marks.next('private', { branchId, roles: ['securityAdministrator', 'bureauOffice', 'auditor'] });
  const { memberNumber } = (await secretary.get(`/api/v1/members/${memberIds[6]}`)).body;
  const { status } = await keeper.post('/api/v1/retention/holds', { memberNumber, reason });
  if (status !== 201) throw new Error(`hold: ${status}`);
}

/** What few may read, each recognised by a mark of its own: a talk, the reason of an exemption, a veto. */
async function writePrivately(branch: BranchAtWork, marks: Marks): Promise<void> {
  const { secretary, memberIds, discipline, branchId } = branch;
  const [talker, , , , , subject] = memberIds as [number, number, number, number, number, number];
  const [heads, about] = [['secretary', 'deputySecretary'] as const, { branchId, memberId: subject }];
  const talked = () => marks.next('private', { ...about, roles: [...heads, 'disciplineCommissioner', 'bureauOffice'] });
  const applied = () =>
    marks.next('private', { ...about, roles: [...heads, 'organisationCommissioner', 'bureauOffice', 'auditor'] });
  const found = marks.next('private', {
    branchId,
    roles: [...heads, 'disciplineCommissioner', 'bureauOffice', 'auditor'],
  });
  const answers = [
    await secretary.post(`/api/v1/units/${branchId}/talk-records`, {
      ...{ requestId: randomUUID(), memberId: subject, talkerMemberId: talker, heldOn: '2026-12-02', place: '会议室' },
      ...{ occasion: 'other', months: [], topic: talked(), response: talked(), measures: talked() },
    }),
    await secretary.post(`/api/v1/units/${branchId}/exemptions`, {
      ...{ requestId: randomUUID(), memberId: subject, kind: 'exempt', reasonClass: 'illness', reason: applied() },
      ...{ fromMonth: '2027-01', untilMonth: '2027-03', branchOpinion: applied() },
    }),
    await discipline!.post(`/api/v1/members/${subject}/vetoes`, {
      ...{ requestId: randomUUID(), vetoCode: 'light', factDay: '2026-12-01', documentNumber: '纪〔2026〕1 号' },
      ...{ documentDay: '2026-12-02', reason: found },
    }),
  ];
  const refused = answers.filter(({ status }) => status !== 201);
  if (refused.length > 0) throw new Error(`private: ${JSON.stringify(refused.map(({ body }) => body))}`);
}

/** A draft is its writer's alone until it is handed in. */
async function draftPrivately(branch: BranchAtWork, marks: Marks): Promise<void> {
  const months = (await branch.secretary.get(`/api/v1/branches/${branch.branchId}/months`)).body.items;
  const sheets = await sheetsOf(branch, months[0].id);
  for (const index of [5, 6]) {
    const about = { memberId: branch.memberIds[index]!, branchId: branch.branchId, sheetId: sheets[index]!.id };
    const description = marks.next('draft', about);
    const lines = [{ itemCode: 'C-01', count: 1, occurredOn: '2026-12-01', description, evidence: '证明' }];
    const path = `/api/v1/sheets/${sheets[index]!.id}/draft`;
    const { status, body } = await branch.members[index]!.put(path, { lines }, { version: sheets[index]!.version });
    if (status !== 200) throw new Error(`draft: ${JSON.stringify(body)}`);
  }
}

/** Of the place-th sheet. No rule makes such figures, so nothing else in the service is as odd. */
export const oddFigures = (place: number) => ({
  scoreHundredths: 7_301_301 + 1_000 * place,
  baseHundredths: 6_501_701 + 1_000 * place,
  deductionHundredths: 3_170_301 + 1_000 * place,
  contributionHundredths: 9_219_301 + 1_000 * place,
});

async function sealedIn(service: Service, branch: BranchAtWork, auditor: number): Promise<Sealed> {
  const { database } = service;
  const { id: branchMonthId } = await openMonth(branch, december);
  await startReview(branch, branchMonthId);
  for (const { id, ownCase } of await sheetsOf(branch, branchMonthId)) {
    const reviewer = ownCase ? branch.deputy : branch.secretary;
    const { version } = await reviewer.get(`/api/v1/sheets/${id}`);
    const body = { decisions: [], additions: [{ ...talk, occurredOn: '2026-12-02' }], complete: true };
    const { status } = await reviewer.put(`/api/v1/sheets/${id}/review`, body, { version: version! });
    if (status !== 200) throw new Error(`sealed: ${status}`);
  }
  const kept = await database.read(() =>
    database.rows<Record<string, unknown>>('SELECT * FROM sheets WHERE branchMonthId = ? ORDER BY id', [branchMonthId]),
  );
  const memberIds = kept.map(({ memberId }) => memberId as number);
  if (!memberIds.includes(auditor)) throw new Error('The auditor has a sheet of his own.');
  const sheetIds = kept.map(({ id }) => id as number);
  return { branchMonthId, branchId: branch.branchId, sheetIds, memberIds, kept };
}

async function filesOf({ secretary, commissioner, branchId }: BranchAtWork): Promise<Uint8Array[]> {
  const unit = `/api/v1/units/${branchId}`;
  const roster = (await commissioner.get(`${unit}/roster-template.xlsx`)).body as Uint8Array;
  const template = (await secretary.get(`${unit}/template-examples/month.xlsx`)).body as Uint8Array;
  const query = new URLSearchParams({ requestId: randomUUID(), name: '月报', source: 'month', fileName: 'a.xlsx' });
  const sending = { headers: { 'content-type': 'application/octet-stream' } };
  const kept = await secretary.post(`${unit}/templates?${query}`, template, sending);
  if (kept.status !== 201) throw new Error(`template: ${JSON.stringify(kept.body)}`);
  const wanted = {
    requestId: randomUUID(),
    document: 'ledger',
    format: 'xlsx',
    fromMonth: '2026-12',
    untilMonth: '2026-12',
  };
  await made(secretary, `${unit}/exports`, wanted);
  return [roster, template, pdf(), Buffer.from('党员编号,姓名,支部\nX1,张三,戊支部\n')];
}

/** Asks for an export and waits for its file: what is made in the background would otherwise be counted twice, or not at all. */
async function made(by: Client, path: string, wanted: object): Promise<void> {
  const { status, body } = await by.post(path, wanted);
  if (status !== 202 && status !== 201) throw new Error(`export: ${status} ${JSON.stringify(body)}`);
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await by.get(`${path}/${body.id}`)).body.state === 'done') return;
    await pause(100);
  }
  throw new Error('The export was not made.');
}

async function seal({ database }: Service, { kept }: Sealed): Promise<void> {
  await database.write(async () => {
    for (const [place, { id }] of kept.entries()) {
      const odd = oddFigures(place);
      const columns = Object.keys(odd).map((name) => `${name} = ?`);
      const parameters = [...Object.values(odd), id as number];
      await database.change(`UPDATE sheets SET ${columns.join(', ')} WHERE id = ?`, parameters);
    }
  });
}

/** Puts back what was decided, so that the whole can be verified. */
export async function unseal({ service: { database }, sealed }: World): Promise<void> {
  await database.write(async () => {
    for (const [place, row] of sealed.kept.entries()) {
      const odd = oddFigures(place);
      const names = Object.keys(odd);
      await database.change(
        `UPDATE sheets SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ? AND scoreHundredths = ?`,
        [...names.map((name) => row[name] as number), row.id as number, odd.scoreHundredths],
      );
    }
  });
}
