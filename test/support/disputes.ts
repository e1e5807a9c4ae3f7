import { randomUUID } from 'node:crypto';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import type { Role } from '#src/http/allow.js';
import type { Answer, Client, Service } from './app.js';
import { type BranchAtWork, openMonth, publish, sheetsOf, startReview } from './month.js';

/** Gives one of a branch's members an office, of the branch unless said otherwise. */
export async function giveOffice(
  service: Service,
  branch: BranchAtWork,
  index: number,
  role: Role,
  unitId = branch.branchId,
): Promise<Client> {
  await service.database.write(() =>
    service.database.insert(RoleAssignment, [
      {
        accountId: branch.accountIds[index]!,
        role,
        unitId,
        fromDay: '2020-01-01',
        untilDay: null,
        requestId: null,
        version: 1,
      },
    ]),
  );
  const client = branch.members[index]!;
  if (role === 'disciplineCommissioner' && unitId === branch.branchId) branch.discipline = client;
  return client;
}

/** The sheet of each member of a published month, in roster order. */
export async function publishedSheets(branch: BranchAtWork, branchMonthId: number): Promise<number[]> {
  const published = await publish(branch, branchMonthId);
  if (published.status !== 200) throw new Error(`publish: ${published.status} ${JSON.stringify(published.body)}`);
  return (await sheetsOf(branch, branchMonthId)).map(({ id }) => id);
}

export function object(
  member: Client,
  sheetId: number,
  {
    itemCode = 'B1-01',
    reason = '当天请假一事已经备案',
    anonymous = false,
  }: {
    itemCode?: string | null;
    reason?: string;
    anonymous?: boolean;
  } = {},
): Promise<Answer> {
  return member.post(`/api/v1/sheets/${sheetId}/objections`, { requestId: randomUUID(), itemCode, reason, anonymous });
}

/** One more line on the sheet: the meeting was missed without leave. */
export const missedMeeting = {
  lines: [],
  additions: [{ itemCode: 'B1-01', optionCode: 'absent', reason: '签到表无本人签名' }],
  scoring: null,
};

/** Takes a step of an officer with an objection, at the version it has now. */
export async function handle(
  officer: Client,
  branchMonthId: number,
  key: string,
  step: 'acknowledgement' | 'answer' | 'appeal-answer',
  body?: unknown,
): Promise<Answer> {
  const list = await officer.get(`/api/v1/branch-months/${branchMonthId}/objections`);
  const version: number = list.body.items?.find((each: { key: string }) => each.key === key)?.version ?? 1;
  return officer.put(`/api/v1/branch-months/${branchMonthId}/objections/${key}/${step}`, body, { version });
}

/** Moves the clock, and keeps everybody signed in. */
export async function laterOn(service: Service, instant: string): Promise<void> {
  service.clock.set(instant);
  await service.database.write(() =>
    service.database.change('UPDATE sessions SET createdAt = ?, lastSeenAt = ?, provenAt = ?, expiresAt = ?', [
      ...[instant, instant, instant, '2099-12-31T00:00:00.000Z'],
    ]),
  );
}

/** The branch takes objections that are shown to the discipline commissioner only. */
export async function allowAnonymous(service: Service, { branchId }: BranchAtWork): Promise<void> {
  await service.database.write(() =>
    service.database.change('UPDATE branch_settings SET objectionsAnonymous = 1 WHERE branchId = ?', [branchId]),
  );
}

/** Decides a sheet with what the reviewers found themselves. */
export async function decideWith(reviewer: Client, sheetId: number, additions: object[]): Promise<void> {
  const { version } = await reviewer.get(`/api/v1/sheets/${sheetId}`);
  const body = { decisions: [], additions, complete: true };
  const decided = await reviewer.put(`/api/v1/sheets/${sheetId}/review`, body, { version: version! });
  if (decided.status !== 200) throw new Error(`decide: ${decided.status} ${JSON.stringify(decided.body)}`);
}

const found = { occurredOn: '2026-11-03', description: '查有实据', evidence: '证明', reason: '支委会评定' };
export const talk = { itemCode: 'C-03', optionCode: 'talk', ...found };
export const service2 = { itemCode: 'C-01', count: 1, ...found };
export const task3 = { itemCode: 'C-02', optionCode: 'member', ...found };
export const task4 = { itemCode: 'C-02', optionCode: 'leader', ...found };
export const dues = { itemCode: 'D-06', optionCode: 'occurred', ...found };

/** Months of seven: each member's additions make another score, and the month is confirmed. Answers the sheets in roster order. */
export async function aConfirmedMonth(
  service: Service,
  branch: BranchAtWork,
  additions: readonly object[][],
): Promise<{ id: number; sheets: number[] }> {
  const { id } = await openMonth(branch);
  await startReview(branch, id);
  const sheets = await sheetsOf(branch, id);
  for (const [index, { id: sheetId, ownCase }] of sheets.entries())
    await decideWith(ownCase ? branch.deputy : branch.secretary, sheetId, additions[index] ?? []);
  await publishedSheets(branch, id);
  await laterOn(service, '2026-11-11T02:00:00.000Z');
  const { version } = await branch.secretary.get(`/api/v1/branch-months/${id}`);
  const confirmed = await branch.secretary.put(`/api/v1/branch-months/${id}/confirmation`, undefined, {
    version: version!,
  });
  if (confirmed.status !== 200) throw new Error(`confirm: ${confirmed.status} ${JSON.stringify(confirmed.body)}`);
  return { id, sheets: sheets.map((sheet) => sheet.id) };
}

export type SlipStep = 'proposal' | 'decision' | 'countersignature' | 'issue' | 'refusal' | 'withdrawal';

/** Takes a step with a slip, at the version it has now. */
export async function step(by: Client, id: number, name: SlipStep, body?: unknown): Promise<Answer> {
  const { version } = await by.get(`/api/v1/corrections/${id}`);
  return by.put(`/api/v1/corrections/${id}/${name}`, body, { version: version ?? 1 });
}

export function slip(by: Client, sheetId: number, changes: unknown): Promise<Answer> {
  const body = { requestId: randomUUID(), reason: '证明系伪造', evidence: '核查结论 2026-12 号', changes };
  return by.post(`/api/v1/sheets/${sheetId}/corrections`, body);
}
