import { grouped } from '../organisation/grouped.js';
import type { TrailRecord } from '../audit/trail.entity.js';
import type { Said } from './chain-rules.js';
import { type Finding, finding } from './break.js';
import type { RecordedScheme } from './scheme-rules.js';

/** The versions of the rule that the trail saw published, by id. */
export class RecordedSchemes {
  readonly byId = new Map<number, RecordedScheme>();

  follow(said: Said): void {
    const { schemeVersionId, schemeVersionIds, digest, digests } = said;
    if (typeof schemeVersionId === 'number' && typeof digest === 'string' && typeof said.schemeCode === 'string')
      this.byId.set(schemeVersionId, {
        digest,
        schemeCode: said.schemeCode,
        version: said.version as string,
        effectiveFromMonth: said.effectiveFromMonth as string,
      });
    if (!Array.isArray(schemeVersionIds) || !Array.isArray(digests)) return;
    for (const [index, id] of (schemeVersionIds as number[]).entries())
      this.byId.set(id, { digest: String(digests[index]), schemeCode: null, version: null, effectiveFromMonth: null });
  }

  /** Versions that were published and are not there any more. */
  goneFindings(rows: readonly { id: number }[]): Finding[] {
    const there = new Set(rows.map(({ id }) => id));
    return [...this.byId]
      .filter(([id]) => !there.has(id))
      .map(([id, { digest }]) =>
        finding('schemeGone', 'scheme_versions', { id }, { column: 'digest', expected: digest }),
      );
  }
}

export interface RoleRow {
  id: number;
  accountId: number;
  role: string;
  unitId: number;
  fromDay: string;
  untilDay: string | null;
}

type RecordedRole = Omit<RoleRow, 'id'>;

/** The roles that the trail saw given and ended. */
export class RecordedRoles {
  private readonly byId = new Map<number, RecordedRole>();
  private readonly withoutId: RecordedRole[] = [];

  follow({ action }: TrailRecord, said: Said): void {
    if (action === 'account.createFirst') this.withoutId.push(roleOf(said));
    const id = said.roleAssignmentId;
    if (typeof id !== 'number') return;
    if (action === 'role.assign') this.byId.set(id, roleOf(said));
    const known = this.byId.get(id);
    if (action === 'role.end' && known) known.untilDay = said.untilDay as string;
  }

  /** Roles that nobody gave, that are not as they were given, or that are gone. */
  findings(rows: readonly RoleRow[]): Finding[] {
    const there = new Set(rows.map(({ id }) => id));
    const first = grouped(this.withoutId, roleKey);
    return [
      ...rows.flatMap((row) => {
        const recorded = this.byId.get(row.id);
        if (recorded) return differences(row, recorded);
        // The very first administrator is made at the start, before there are ids to speak of; the role may have ended since.
        if (first.has(roleKey(row))) return [];
        return [finding('roleUnrecorded', 'role_assignments', { id: row.id }, { column: 'role', found: row.role })];
      }),
      ...[...this.byId]
        .filter(([id]) => !there.has(id))
        .map(([id, { role }]) => finding('roleGone', 'role_assignments', { id }, { column: 'role', expected: role })),
    ];
  }
}

function roleOf(said: Said): RecordedRole {
  const { accountId, role, unitId, fromDay, untilDay = null } = said;
  return { accountId, role, unitId, fromDay, untilDay } as RecordedRole;
}

const roleKey = ({ accountId, role, unitId, fromDay }: RecordedRole) => `${accountId} ${role} ${unitId} ${fromDay}`;

function differences(row: RoleRow, recorded: RecordedRole): Finding[] {
  return (['accountId', 'role', 'unitId', 'fromDay', 'untilDay'] as const)
    .filter((column) => row[column] !== recorded[column])
    .map((column) =>
      finding(
        'roleDiffers',
        'role_assignments',
        { id: row.id },
        {
          column,
          expected: recorded[column],
          found: row[column],
        },
      ),
    );
}

/**
 * The instants at which something was decided about each sheet and each month of a branch, as its trail has them. Whatever a row
 * says happened has a line of the same instant: a trail that was cut short, head and all, is found by what it no longer tells.
 */
export class Moments {
  private readonly known = new Set<string>();

  follow({ at }: TrailRecord, said: Said): void {
    const { branchMonthId, sheetId, accepted } = said;
    if (typeof branchMonthId === 'number') this.known.add(`branch_months ${branchMonthId} ${at}`);
    if (typeof sheetId === 'number') this.known.add(`sheets ${sheetId} ${at}`);
    for (const { sheetIds } of (Array.isArray(accepted) ? accepted : []) as { sheetIds?: number[] }[])
      for (const id of sheetIds ?? []) this.known.add(`sheets ${id} ${at}`);
  }

  /** Columns that say when something was decided, without a line that says so. */
  findings(
    table: 'branch_months' | 'sheets',
    id: number,
    instants: Record<string, string | null | undefined>,
  ): Finding[] {
    return Object.entries(instants)
      .filter(([, at]) => typeof at === 'string' && !this.known.has(`${table} ${id} ${at}`))
      .map(([column, at]) => finding('momentUnrecorded', table, { id }, { column, found: at }));
  }
}
