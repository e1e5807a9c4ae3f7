import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import type { Flag } from '../database/columns.js';
import { Database, marks } from '../database/database.js';
import type { InOffice } from './month-steps.js';

const none: InOffice = { committee: true, disciplineCommissioner: false, witness: false };

/** Who is in office in branches today, as far as the steps of their months depend on it. */
@Injectable()
export class Offices {
  constructor(private readonly database: Database) {}

  async of(branchId: number, today: Day): Promise<InOffice> {
    return (await this.ofEach([branchId], today)).get(branchId) ?? none;
  }

  /** By branch, in one statement. */
  async ofEach(branchIds: readonly number[], today: Day): Promise<Map<number, InOffice>> {
    const held = (role: string) => `EXISTS (SELECT 1 FROM role_assignments
        WHERE role_assignments.unitId = units.id AND role_assignments.role = '${role}' AND role_assignments.fromDay <= ?
          AND (role_assignments.untilDay IS NULL OR role_assignments.untilDay > ?))`;
    const rows = await this.database.rows<{ id: number; hasCommittee: Flag; discipline: Flag; witness: Flag }>(
      `SELECT units.id, units.hasCommittee, ${held('disciplineCommissioner')} AS discipline, ${held('witness')} AS witness
         FROM units WHERE units.id IN ${marks(branchIds)}`,
      [today, today, today, today, ...branchIds],
    );
    return new Map(
      rows.map(({ id, hasCommittee, discipline, witness }) => [
        id,
        {
          committee: hasCommittee === 1,
          disciplineCommissioner: Number(discipline) === 1,
          witness: Number(witness) === 1,
        },
      ]),
    );
  }
}
