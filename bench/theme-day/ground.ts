/** A bureau on the morning of a theme day: members with accounts who are signed in, last month on the board, this month open. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { Clock, monthOf } from '#src/calendar.js';
import type { Database } from '#src/database/database.js';
import { Trail } from '#src/audit/trail.service.js';
import { Account } from '#src/identity/account.entity.js';
import { Administrators } from '#src/identity/administrators.service.js';
import { PolicyChange } from '#src/identity/policy-change.entity.js';
import { RoleAssignments } from '#src/identity/role-assignments.service.js';
import { Session } from '#src/identity/session.entity.js';
import { layHonestYear } from '../../test/support/honest-year.js';
import { withSettings } from '../../test/support/month.js';
import { Figures } from './figures.js';
import type { Ledger } from './ledger.js';
import { Person } from './person.js';
import type { Member, Reviewer } from './visits.js';

export interface People {
  members: Member[];
  reviewers: Reviewer[];
}

export interface Holder {
  accountId: number;
  memberId: number;
  branchId: number;
  cookie: string;
}

/** One branch in four is ahead of the others: everybody has handed in, and it is being reviewed. */
const branchesPerReview = 4;
const offices = ['secretary', 'organisationCommissioner', 'deputySecretary'] as const;

/** Lays the rows that come before the day. */
export async function layBureau(
  database: Database,
  size: { branches: number; membersInBranch: number },
): Promise<Holder[]> {
  await layHonestYear(database, { ...size, months: 1 });
  const now = new Clock().now();
  const members = await database.read(() =>
    database.rows<{ memberId: number; name: string; branchId: number }>(
      `SELECT memberships.memberId, members.name, memberships.branchId
         FROM memberships JOIN members ON members.id = memberships.memberId ORDER BY branchId, memberships.rosterOrder`,
    ),
  );
  const branchIds = [...new Set(members.map(({ branchId }) => branchId))];
  for (const branchId of branchIds) await withSettings(database, branchId, { preReview: false });
  const tokens = members.map(() => randomBytes(32).toString('base64url'));
  const accountIds = await database.write(async () => {
    // As in the tests: nobody has to set up a second factor first.
    await database.insert(PolicyChange, [{ version: 1, name: 'secondFactorRoles', value: '[]', changedAt: now }]);
    const ids = await database.insert(
      Account,
      members.map(({ memberId, name }) => ({
        signInName: `member${memberId}`,
        displayName: name,
        memberId,
        passwordHash: 'none',
        mustChangePassword: false,
        failedSignIns: 0,
        createdAt: now,
        version: 1,
      })),
    );
    const expiresAt = new Date(Date.now() + 12 * 3600_000).toISOString();
    await database.insert(
      Session,
      ids.map((accountId, index) => ({
        tokenDigest: createHash('sha256').update(tokens[index]!).digest('hex'),
        accountId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
      })),
    );
    return ids;
  });
  const holders = members.map(({ memberId, branchId }, index) => ({
    accountId: accountIds[index]!,
    memberId,
    branchId,
    cookie: `pointbook_session=${tokens[index]}`,
  }));
  const roles = new RoleAssignments(
    database,
    new Clock(),
    new Trail(database),
    new Administrators(database, new Clock()),
  );
  const by = { accountId: 1, memberId: null, displayName: '系统管理员', holdings: [], requestId: 'bench' };
  for (const unitId of branchIds) {
    const branch = holders.filter(({ branchId }) => branchId === unitId);
    for (const [index, role] of offices.entries()) {
      const { accountId } = branch[index]!;
      await roles.assign(by, unitId, {
        requestId: randomUUID(),
        accountId,
        role,
        fromDay: '2020-01-01',
        untilDay: null,
      });
    }
  }
  return holders;
}

/** Opens the month in every branch and, where it is being reviewed, lets everybody hand in: by the service, as people would. */
export async function openDay(
  holders: readonly Holder[],
  { line, origin, ledger }: { line: Dispatcher; origin: string; ledger: Ledger },
): Promise<People> {
  const today = new Clock('Asia/Shanghai').today();
  const branchIds = [...new Set(holders.map(({ branchId }) => branchId))];
  const branches = branchIds.map((branchId) => holders.filter((one) => one.branchId === branchId));
  const people: People = { members: [], reviewers: [] };
  const by = ({ cookie, memberId }: Holder) => new Person(line, origin, cookie, addressOf(memberId), new Figures(), 0);
  const done = async (person: Person, method: 'GET' | 'PUT' | 'POST', path: string, asking = {}) => {
    const answer = await person.ask('preparing', method, path, asking);
    if (!answer || answer.status >= 300) throw new Error(`${path}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
    return answer.body;
  };
  for (const [index, branch] of branches.entries()) {
    const [secretary, commissioner] = branch as [Holder, Holder];
    const { branchId } = secretary;
    const wish = { month: monthOf(today), themeDay: today, selfAssessmentUntil: today };
    const month = await done(by(commissioner), 'POST', `/api/v1/branches/${branchId}/months`, { body: wish });
    const { items: months } = await done(by(secretary), 'GET', `/api/v1/branches/${branchId}/months`);
    const { items: sheets } = await done(by(secretary), 'GET', `/api/v1/branch-months/${month.id}/sheets`);
    const sheetOf = new Map<number, number>(
      sheets.map(({ id, member }: { id: number; member: { id: number } }) => [member.id, id]),
    );
    const known = branch.map(({ cookie, memberId }) => ({
      cookie,
      branchId,
      sheetId: sheetOf.get(memberId)!,
      schemeVersionId: month.schemeVersionId ?? month.scheme.id,
      boardId: months.at(-1).id,
    }));
    if (index % branchesPerReview > 0) {
      people.members.push(...known);
      continue;
    }
    for (const [place, member] of branch.entries()) {
      const lines =
        place % 2 === 0
          ? []
          : [{ itemCode: 'C-01', count: 1, occurredOn: today, description: '志愿服务', evidence: '证明' }];
      const { sheetId } = known[place]!;
      const sheet = await done(by(member), 'PUT', `/api/v1/sheets/${sheetId}/submission`, {
        version: 1,
        body: { lines },
      });
      ledger.acknowledge(sheetId, 'submit', { version: sheet.version, state: sheet.state, lines });
    }
    const { version } = await done(by(secretary), 'GET', `/api/v1/branch-months/${month.id}`);
    await done(by(secretary), 'PUT', `/api/v1/branch-months/${month.id}/review`, { version });
    people.reviewers.push({ ...known[0]!, branchMonthId: month.id });
  }
  return people;
}

export const addressOf = (number: number): string =>
  `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
