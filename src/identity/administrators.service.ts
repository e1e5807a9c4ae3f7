import { Injectable } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { lockOrganisation } from './lock-organisation.js';

/** Who looks after accounts must not get lost: without an administrator nobody could ever make another one. */
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
   * Refuses unless an administrator of the whole organisation stays: somebody who may sign in and whose role began and has
   * no end set. Call it under `lockOrganisation`, after the change.
   */
  async requireOne(): Promise<void> {
    const left = await this.database.row<{ count: number }>(
      `SELECT COUNT(*) AS count
         FROM role_assignments
         JOIN accounts ON accounts.id = role_assignments.accountId AND accounts.suspendedAt IS NULL
         JOIN units ON units.id = role_assignments.unitId AND units.parentId IS NULL
        WHERE role_assignments.role = 'systemAdministrator'
          AND role_assignments.fromDay <= ? AND role_assignments.untilDay IS NULL`,
      [this.clock.today()],
    );
    if (!left || left.count === 0) throw new Refusal('conflict', { errors: [{ path: '', code: 'lastAdministrator' }] });
  }
}
