import type { Day, Instant } from '../calendar.js';
import type { SqlValue } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import type { Holding, Role } from '../http/allow.js';
import type { PolicyValues } from './policies.js';
import { policiesColumn } from './policies.service.js';
import { nowhere } from './rights.js';
import { mustEnrol } from './second-factor.js';
import type { TokenScope } from './token-scopes.js';

/** Whose session or token it is, and what the account holds at this moment. */
export interface SignedInAccount {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: boolean;
  /** A policy asks for a second factor that isn't set up yet. */
  mustEnrol: boolean;
  holdings: Holding[];
  /** When the password was last proven in this session; a token proves none. */
  provenAt?: Instant;
  /** What the token was made for; a session has no such bounds. */
  scopes?: readonly TokenScope[];
}

/** An account that is not suspended and, a row each, the roles it holds today. */
export interface StandingRow {
  accountId: number;
  memberId: number | null;
  displayName: string;
  mustChangePassword: 0 | 1;
  enrolledAt: Instant | null;
  role: Role | null;
  unitPath: string | null;
  branchPath: string | null;
  policyChanges: string | null;
}

/**
 * What somebody is found by, a session or a token, together with what his account is and holds today and with what the
 * organisation's policies are: one statement for each request. `table` and `columns` are texts of our own; `digest` is that of the
 * secret.
 */
export function standingOf(
  { table, columns, dialect }: { table: string; columns: string; dialect: Dialect },
  digest: string,
  today: Day,
): { sql: string; parameters: SqlValue[] } {
  const sql = `SELECT ${columns}, ${policiesColumn(dialect)}, ${table}.accountId, accounts.memberId, accounts.displayName, accounts.mustChangePassword,
              second_factors.confirmedAt AS enrolledAt, role_assignments.role, held.path AS unitPath, branches.path AS branchPath
         FROM ${table}
         JOIN accounts ON accounts.id = ${table}.accountId AND accounts.suspendedAt IS NULL
         LEFT JOIN second_factors ON second_factors.accountId = accounts.id AND second_factors.confirmedAt IS NOT NULL
         LEFT JOIN memberships ON memberships.memberId = accounts.memberId
              AND memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
         LEFT JOIN units branches ON branches.id = memberships.branchId
         LEFT JOIN role_assignments ON role_assignments.accountId = accounts.id
              AND role_assignments.fromDay <= ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
         LEFT JOIN units held ON held.id = role_assignments.unitId
        WHERE ${table}.tokenDigest = ?`;
  return { sql, parameters: [today, today, today, today, digest] };
}

/** One row for each role; whoever's account belongs to a member is a member too, of today's branch or of none. */
export function accountOf(
  rows: readonly [StandingRow, ...StandingRow[]],
  values: Pick<PolicyValues, 'secondFactorRoles'>,
): SignedInAccount {
  const [{ accountId, memberId, displayName, mustChangePassword, enrolledAt, branchPath }] = rows;
  const assigned = rows.flatMap(({ role, unitPath }): Holding[] => (role && unitPath ? [{ role, unitPath }] : []));
  const own: Holding[] = memberId === null ? [] : [{ role: 'member', unitPath: branchPath ?? nowhere }];
  const holdings = [...assigned, ...own];
  return {
    accountId,
    memberId,
    displayName,
    mustChangePassword: mustChangePassword === 1,
    mustEnrol: mustEnrol(holdings, enrolledAt !== null, values),
    holdings,
  };
}
