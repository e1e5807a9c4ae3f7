import { Injectable } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { type AdministratorRole, administratorRoles } from './administrators.js';
import { lockOrganisation } from './lock-organisation.js';

/**
 * Who looks after accounts must not get lost: without an administrator nobody could ever make another one. Neither must the two
 * who watch him, or he would be rid of them by one click.
 */
@Injectable()
export class Administrators {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks the organisation's root. Whatever changes accounts or roles does this first, so that two administrators who
   * remove each other come one after the other, and the second is refused.
   */
  lockOrganisation(): Promise<void> {
    return lockOrganisation(this.database);
  }

  /**
   * Does the change, and refuses it when it left nobody to look after accounts, or took away the last security administrator or
   * auditor. Call it under `lockOrganisation`.
   * @throws conflict
   */
  async keepEach<T>(change: () => Promise<T>): Promise<T> {
    const needed = new Set<AdministratorRole>(['systemAdministrator', ...(await this.lasting())]);
    const changed = await change();
    const left = await this.lasting();
    const lost = [...needed].find((role) => !left.includes(role));
    if (lost)
      throw new Refusal('conflict', { errors: [{ path: '', code: 'lastAdministrator', params: { role: lost } }] });
    return changed;
  }

  /** Those of the three roles that somebody who may sign in holds for the whole organisation, begun and with no end set. */
  private async lasting(): Promise<AdministratorRole[]> {
    const held = await this.database.rows<{ role: AdministratorRole }>(
      `SELECT DISTINCT role_assignments.role
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId AND accounts.suspendedAt IS NULL
         JOIN units ON units.id = role_assignments.unitId AND units.parentId IS NULL
        WHERE role_assignments.role IN ${marks(administratorRoles)}
          AND role_assignments.fromDay <= ? AND role_assignments.untilDay IS NULL`,
      [...administratorRoles, this.clock.today()],
    );
    return held.map(({ role }) => role);
  }
}
