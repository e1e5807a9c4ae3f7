import type { Database } from '../database/database.js';

/**
 * Locks the organisation's root row. It is the first lock in the house's order, and the first statement of whatever changes
 * accounts, roles, units, members or memberships, or fixes a month's list: each sees what the one before has done.
 */
export async function lockOrganisation(database: Database): Promise<void> {
  const root = await database.rows(
    `SELECT id FROM units WHERE parentId IS NULL ORDER BY id LIMIT 1${database.dialect.forUpdate}`,
  );
  if (root.length === 0) throw new Error('The organisation has no root unit.');
}
