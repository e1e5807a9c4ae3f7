import { chainOf, organisationChain, Trail } from '../audit/trail.service.js';
import type { Clock } from '../calendar.js';
import type { Database } from '../database/database.js';
import { Unit } from '../organisation/unit.entity.js';
import { Account } from './account.entity.js';
import { hashPassword, oneTimePassword } from './passwords.js';
import { RoleAssignment } from './role-assignment.entity.js';

const signInName = 'admin';

/**
 * Gives a database without accounts its first one: a system administrator with a random password, to be replaced at the
 * first sign-in, and the organisation's root unit if there is none. The password is answered this once and known nowhere else.
 * Runs at the start, under the lock of the migrations. Answers null when there are accounts already.
 */
export async function firstAdministrator(
  database: Database,
  clock: Clock,
): Promise<{ signInName: string; password: string } | null> {
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  const now = clock.now();
  return database.write(async () => {
    const accounts = await database.rows('SELECT id FROM accounts LIMIT 1');
    if (accounts.length > 0) return null;
    const trail = new Trail(database);
    const unitId = await rootUnit(database, trail);
    const [accountId] = await database.insert(Account, [
      {
        signInName,
        displayName: '系统管理员',
        passwordHash,
        mustChangePassword: true,
        failedSignIns: 0,
        createdAt: now,
        version: 1,
      },
    ]);
    const role = 'systemAdministrator';
    const assignment = { accountId: accountId as number, role, unitId, fromDay: clock.today() } as const;
    await database.insert(RoleAssignment, [{ ...assignment, version: 1 }]);
    const about = { ...assignment, untilDay: null };
    await trail.append({
      chain: organisationChain,
      at: now,
      action: 'account.createFirst',
      actorAccountId: null,
      about,
    });
    return { signInName, password };
  });
}

async function rootUnit(database: Database, trail: Trail): Promise<number> {
  const existing = await database.row<{ id: number }>(
    'SELECT id FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1',
  );
  if (existing) return existing.id;
  const [id] = await database.insert(Unit, [
    {
      kind: 'bureau',
      name: '机关党委',
      code: '',
      path: '/',
      rosterOrder: 1,
      hasCommittee: true,
      rankingEnabled: false,
      version: 1,
    },
  ]);
  await database.change('UPDATE units SET path = ? WHERE id = ?', [`/${id}/`, id as number]);
  await trail.begin(organisationChain);
  await trail.begin(chainOf(id as number));
  return id as number;
}
