import { Injectable } from '@nestjs/common';
import type { Day } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { accessKinds } from '../http/leaves-line.js';
import { decodeCursor, pageOf } from '../http/paging.js';
import { Refusal } from '../http/refusal.js';
import { below, isBelow, isBelowColumn } from '../identity/scope.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type {
  AccessLinePage,
  AccessLineQuery,
  AccessLineView,
  OwnAccessLinePage,
  OwnAccessLineQuery,
  OwnAccessLineView,
} from './access-line.dto.js';
import type { AccessLine } from './access-line.entity.js';
import { isShownToMember } from './look.js';

type Row = AccessLine & {
  accountName: string;
  memberName: string | null;
  unitName: string;
  unitKind: UnitKind;
  officeName: string;
  officeKind: UnitKind;
};

const kindsShown = accessKinds.filter(isShownToMember);

/** One's own looks are no news to oneself; the member's id is asked for three times. */
const aboutMember = `access_lines.kind IN (${kindsShown.map((kind) => `'${kind}'`).join(', ')})
  AND access_lines.accountId NOT IN (SELECT accounts.id FROM accounts WHERE accounts.memberId = ?)
  AND (access_lines.memberId = ?
       OR (access_lines.memberId IS NULL
           AND EXISTS (SELECT 1 FROM memberships JOIN units homes ON homes.id = COALESCE(memberships.groupId, memberships.branchId)
                        WHERE memberships.memberId = ? AND ${isBelowColumn('homes.path', 'units.path')}
                          AND memberships.fromDay <= access_lines.day
                          AND (memberships.untilDay IS NULL OR memberships.untilDay > access_lines.day))))`;

/** FROM and WHERE of the lines that a member is shown, with three `?` for his id. */
export const fromLinesOfMember = `FROM access_lines
  JOIN units ON units.id = access_lines.unitId
  JOIN units offices ON offices.id = access_lines.officeUnitId
 WHERE ${aboutMember}`;

/** Tells who looked: the auditor everything of his subtree, a member by which office he was looked at. */
@Injectable()
export class AccessLineReading {
  constructor(private readonly database: Database) {}

  /** The lines about a unit and everything below it, the latest first. */
  ofUnit(unitId: number, query: AccessLineQuery): Promise<AccessLinePage> {
    return this.database.read(async () => {
      const unit = await this.database.row<{ path: string }>('SELECT path FROM units WHERE id = ?', [unitId]);
      if (!unit) throw new Refusal('notFound');
      const { kind, memberId, accountId } = query;
      const conditions: [string, SqlValue | undefined][] = [
        [isBelow('units.path'), below(unit.path)],
        ['access_lines.kind = ?', kind],
        ['access_lines.memberId = ?', memberId],
        ['access_lines.accountId = ?', accountId],
      ];
      const given = conditions.filter((one): one is [string, SqlValue] => one[1] !== undefined);
      const sql = given.map(([condition]) => condition).join(' AND ');
      const rows = await this.rows(
        query,
        sql,
        given.map(([, value]) => value),
      );
      return pageOf(rows, query.limit, { item: viewOf, key });
    });
  }

  /** Who looked at one's own record, by office. */
  ofMember({ memberId }: Pick<Actor, 'memberId'>, query: OwnAccessLineQuery): Promise<OwnAccessLinePage> {
    const id = memberId ?? 0;
    return this.database.read(async () => {
      const rows = await this.rows(query, aboutMember, [id, id, id]);
      return pageOf(rows, query.limit, { item: ownViewOf, key });
    });
  }

  private rows(
    { limit, after, fromDay, untilDay }: OwnAccessLineQuery,
    condition: string,
    parameters: readonly SqlValue[],
  ): Promise<Row[]> {
    const [afterDay, afterId] = after === undefined ? [] : (decodeCursor(after, ['string', 'number']) as [Day, number]);
    const further: [string, SqlValue[]][] = [
      ...(fromDay === undefined ? [] : [['access_lines.day >= ?', [fromDay]] as [string, SqlValue[]]]),
      ...(untilDay === undefined ? [] : [['access_lines.day <= ?', [untilDay]] as [string, SqlValue[]]]),
      ...(afterDay === undefined
        ? []
        : ([
            ['(access_lines.day < ? OR (access_lines.day = ? AND access_lines.id < ?))', [afterDay, afterDay, afterId]],
          ] as [string, SqlValue[]][])),
    ];
    return this.database.rows<Row>(
      `SELECT access_lines.*, accounts.displayName AS accountName, members.name AS memberName,
              units.name AS unitName, units.kind AS unitKind, offices.name AS officeName, offices.kind AS officeKind
         FROM access_lines
         JOIN accounts ON accounts.id = access_lines.accountId
         JOIN units ON units.id = access_lines.unitId
         JOIN units offices ON offices.id = access_lines.officeUnitId
         LEFT JOIN members ON members.id = access_lines.memberId
        WHERE ${[condition, ...further.map(([sql]) => sql)].join(' AND ')}
        ORDER BY access_lines.day DESC, access_lines.id DESC LIMIT ?`,
      [...parameters, ...further.flatMap(([, values]) => values), limit + 1],
    );
  }
}

const key = ({ day, id }: Row): [string, number] => [day, id];

function ownViewOf({ day, role, kind, form, memberId, ...row }: Row): OwnAccessLineView {
  return {
    ...{ day, role, kind, form },
    office: { id: row.officeUnitId, name: row.officeName, kind: row.officeKind },
    list: memberId === null ? { id: row.unitId, name: row.unitName, kind: row.unitKind } : null,
  };
}

function viewOf(row: Row): AccessLineView {
  const { id, at, accountId, accountName, memberId, memberName, unitId, unitName, unitKind } = row;
  return {
    ...{ id, at },
    ...ownViewOf(row),
    account: { id: accountId, name: accountName },
    member: memberId === null ? null : { id: memberId, name: memberName ?? '' },
    unit: { id: unitId, name: unitName, kind: unitKind },
  };
}
