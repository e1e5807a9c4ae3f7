import { randomUUID } from 'node:crypto';
import { RoleAssignment } from '#src/identity/role-assignment.entity.js';
import type { Role } from '#src/http/allow.js';
import type { Answer, Client, Service } from './app.js';
import { type BranchAtWork, publish, sheetsOf } from './month.js';

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
  return branch.members[index]!;
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
  { itemCode = 'B1-01', reason = '当天请假一事已经备案', anonymous = false }: {
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
    service.database.change('UPDATE sessions SET lastSeenAt = ?, expiresAt = ?', [instant, '2099-12-31T00:00:00.000Z']),
  );
}

/** The branch takes objections that are shown to the discipline commissioner only. */
export async function allowAnonymous(service: Service, { branchId }: BranchAtWork): Promise<void> {
  await service.database.write(() =>
    service.database.change('UPDATE branch_settings SET objectionsAnonymous = 1 WHERE branchId = ?', [branchId]),
  );
}
