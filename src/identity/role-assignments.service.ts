import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor, Role } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { NewRoleAssignmentBody, RoleAssignmentView } from './accounts.dto.js';
import { keptApartFrom } from './administrators.js';
import { Administrators } from './administrators.service.js';
import { rolesOfUnit } from './rights.js';
import { RoleAssignment } from './role-assignment.entity.js';

interface AssignmentRow {
  id: number;
  version: number;
  role: Role;
  unitId: number;
  unitName: string;
  unitKind: UnitKind;
  accountId: number;
  displayName: string;
  fromDay: Day;
  untilDay: Day | null;
}

const selection = `
  SELECT role_assignments.id, role_assignments.version, role_assignments.role, role_assignments.fromDay,
         role_assignments.untilDay, role_assignments.accountId, accounts.displayName,
         units.id AS unitId, units.name AS unitName, units.kind AS unitKind
    FROM role_assignments
    JOIN units ON units.id = role_assignments.unitId
    JOIN accounts ON accounts.id = role_assignments.accountId`;

/** Who holds which role in which unit, and from when to when. */
@Injectable()
export class RoleAssignments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly administrators: Administrators,
  ) {}

  /** The roles of one unit that are held today or will be. */
  async list(unitId: number): Promise<RoleAssignmentView[]> {
    const rows = await this.database.read(() =>
      this.database.rows<AssignmentRow>(
        `${selection}
          WHERE role_assignments.unitId = ? AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?)
          ORDER BY role_assignments.fromDay, role_assignments.id`,
        [unitId, this.clock.today()],
      ),
    );
    return rows.map(viewOf);
  }

  /** Gives an account a role. Nobody gives a role to himself: who looks after accounts sees no points of his own making. */
  async assign(actor: Actor, unitId: number, body: NewRoleAssignmentBody): Promise<RoleAssignmentView> {
    const { requestId, accountId, role, fromDay, untilDay = null } = body;
    if (accountId === actor.accountId) throw new Refusal('forbidden');
    if (untilDay !== null && untilDay <= fromDay) throw invalid('untilDay', 'notAfterFromDay');
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.administrators.lockOrganisation();
      const repeated = await this.repeated(unitId, body);
      if (repeated) return viewOf(repeated);
      await this.requireSensible(unitId, body);
      const assignment = { accountId, role, unitId, fromDay, untilDay };
      const [id] = await this.database.insert(RoleAssignment, [{ ...assignment, requestId, version: 1 }]);
      const view = viewOf(await this.row(id as number));
      await this.record('role.assign', actor, now, { roleAssignmentId: view.id, ...assignment });
      return view;
    });
  }

  /**
   * Sets the day on which a role is no longer held, today at the earliest. What is over stays as it was. Nobody ends a role of his
   * own: the day on which an administrator goes is another administrator's decision.
   */
  async end(
    actor: Actor,
    id: number,
    { untilDay, version }: { untilDay: Day; version: number },
  ): Promise<RoleAssignmentView> {
    const now = this.clock.now();
    const today = this.clock.today();
    if (untilDay < today) throw invalid('untilDay', 'past', { earliest: today });
    return this.database.write(async () => {
      await this.administrators.lockOrganisation();
      const before = await this.row(id);
      if (before.accountId === actor.accountId) throw new Refusal('forbidden');
      if (before.version !== version) throw new Refusal('stale', { params: { version: before.version } });
      if (before.untilDay !== null && before.untilDay <= today) throw new Refusal('wrongState');
      if (untilDay < before.fromDay) throw invalid('untilDay', 'beforeFromDay', { earliest: before.fromDay });
      const changed = await this.administrators.keepEach(() =>
        this.database.change(
          'UPDATE role_assignments SET untilDay = ?, version = version + 1 WHERE id = ? AND version = ?',
          [untilDay, id, version],
        ),
      );
      if (changed !== 1) throw new Refusal('stale');
      const ended = viewOf(await this.row(id));
      await this.record('role.end', actor, now, { roleAssignmentId: id, untilDay });
      return ended;
    });
  }

  private async row(id: number): Promise<AssignmentRow> {
    const found = await this.database.row<AssignmentRow>(`${selection} WHERE role_assignments.id = ?`, [id]);
    if (!found) throw new Refusal('notFound');
    return found;
  }

  /** What this very request has assigned before. @throws invalid if the key was used for something else */
  private async repeated(unitId: number, { requestId, accountId, role, fromDay }: NewRoleAssignmentBody) {
    const found = await this.database.row<AssignmentRow>(`${selection} WHERE role_assignments.requestId = ?`, [
      requestId,
    ]);
    if (!found) return undefined;
    const same =
      found.unitId === unitId && found.accountId === accountId && found.role === role && found.fromDay === fromDay;
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return found;
  }

  private async requireSensible(unitId: number, body: NewRoleAssignmentBody): Promise<void> {
    const { accountId, role } = body;
    const unit = await this.database.row<{ kind: UnitKind }>('SELECT kind FROM units WHERE id = ?', [unitId]);
    if (!unit) throw new Refusal('notFound');
    if (!rolesOfUnit[unit.kind].includes(role)) throw invalid('role', 'notInThisKindOfUnit', { kind: unit.kind });
    const account = await this.database.row('SELECT id FROM accounts WHERE id = ?', [accountId]);
    if (!account) throw invalid('accountId', 'unknown');
    const overlapping = await this.overlapping(body);
    if (overlapping.some((held) => held.role === role && held.unitId === unitId))
      throw new Refusal('duplicate', { errors: [{ path: 'role', code: 'heldAlready' }] });
    const apart = overlapping.find((held) => keptApartFrom(role).some((other) => other === held.role));
    if (apart)
      throw new Refusal('conflict', { errors: [{ path: 'role', code: 'keptApart', params: { role: apart.role } }] });
  }

  /** What the account holds, wherever, on any of the days that the new role is to last. */
  private overlapping({ accountId, fromDay, untilDay = null }: NewRoleAssignmentBody) {
    return this.database.rows<{ role: Role; unitId: number }>(
      `SELECT role, unitId FROM role_assignments
        WHERE accountId = ? AND (untilDay IS NULL OR untilDay > ?) AND (? IS NULL OR fromDay < ?)`,
      [accountId, fromDay, untilDay, untilDay],
    );
  }

  private async record(
    action: string,
    actor: Actor,
    at: Instant,
    about: Record<string, string | number | null>,
  ): Promise<void> {
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId: actor.accountId, about });
  }
}

function viewOf(row: AssignmentRow): RoleAssignmentView {
  const { id, version, role, fromDay, untilDay } = row;
  const unit = { id: row.unitId, name: row.unitName, kind: row.unitKind };
  return { id, version, role, unit, account: { id: row.accountId, displayName: row.displayName }, fromDay, untilDay };
}
