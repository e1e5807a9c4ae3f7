import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { decodeCursor, pageOf } from '../http/paging.js';
import { Refusal } from '../http/refusal.js';
import type { Member } from './member.entity.js';
import type { MemberPage, MemberQuery, MembershipView, MemberView } from './members.dto.js';
import { Organisation } from './organisation.service.js';
import type { UnitKind } from './unit.entity.js';
import { type Condition, peopleWithin, scopeBelow } from '../identity/scope.js';

type MemberRow = Omit<Member, 'requestId'>;

interface StayRow {
  memberId: number;
  membershipId: number;
  branchId: number;
  branchName: string;
  branchKind: UnitKind;
  groupId: number | null;
  groupName: string | null;
  groupKind: UnitKind | null;
  fromDay: Day;
  untilDay: Day | null;
  rosterOrder: number;
  profileCode: string;
}

const memberColumns =
  'members.id, members.version, members.memberNumber, members.name, members.standing, members.situation, members.birthYear';

const stayColumns = `memberships.memberId, memberships.id AS membershipId, memberships.fromDay, memberships.untilDay,
  memberships.rosterOrder, memberships.profileCode, branches.id AS branchId, branches.name AS branchName,
  branches.kind AS branchKind, teams.id AS groupId, teams.name AS groupName, teams.kind AS groupKind`;

const stays = `memberships
  JOIN units branches ON branches.id = memberships.branchId
  LEFT JOIN units teams ON teams.id = memberships.groupId`;

/** Reads members: one with his history, or those of a unit on a day. */
@Injectable()
export class Rosters {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
  ) {}

  /** One member with all memberships. @throws notFound */
  one(memberId: number): Promise<MemberView> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const member = await this.database.row<MemberRow>(`SELECT ${memberColumns} FROM members WHERE id = ?`, [
        memberId,
      ]);
      if (!member) throw new Refusal('notFound');
      const rows = await this.database.rows<StayRow>(
        `SELECT ${stayColumns} FROM ${stays} WHERE memberships.memberId = ? ORDER BY memberships.fromDay`,
        [memberId],
      );
      const memberships = rows.map(membershipOf);
      const membership =
        memberships.find(({ fromDay, untilDay }) => fromDay <= today && (untilDay === null || untilDay > today)) ??
        null;
      return { ...member, membership, memberships };
    });
  }

  /**
   * A page of the members of a unit and everything below it: branch after branch in the tree's order, each in its roster
   * order. The branches' counts say which of them the page is in, so that a county's page costs no more than a branch's.
   */
  page(unitId: number, query: MemberQuery): Promise<MemberPage> {
    const { after, limit, day = this.clock.today(), q = '' } = query;
    const cursor = after === undefined ? undefined : decodeCursor(after, ['number', 'number', 'number']);
    return this.database.read(async () => {
      const { path } = await this.organisation.unitById(unitId);
      const selection = selectionOf(day, path, q);
      const places = await this.branchPlaces(path);
      const [cursorBranch = 0, ...place] = (cursor ?? []) as number[];
      const from = cursor === undefined ? 0 : places.get(cursorBranch);
      if (from === undefined) throw new Refusal('malformed', { errors: [{ path: 'after', code: 'cursor' }] });
      const counts = (await this.branchCounts(selection))
        .filter(({ branchId }) => placeIn(places, branchId) >= from)
        .toSorted((one, other) => placeIn(places, one.branchId) - placeIn(places, other.branchId));
      const rows = await this.rowsOf(enough(counts, limit, cursorBranch), selection);
      const following = rows
        .filter((row) => row.branchId !== cursorBranch || isAfter(row, place))
        .toSorted(
          (one, other) => placeIn(places, one.branchId) - placeIn(places, other.branchId) || comparePlace(one, other),
        );
      return pageOf(following, limit, {
        item: (row) => memberOf(row),
        key: ({ branchId, rosterOrder, membershipId }) => [branchId, rosterOrder, membershipId],
      });
    });
  }

  /** Where each branch stands in the tree's order. A group's roster is that of the branch above it. */
  private async branchPlaces(path: string): Promise<Map<number, number>> {
    const branches = await this.organisation.branchesBelow(path);
    const ids = branches.length > 0 ? branches.map(({ id }) => id) : path.split('/').filter(Boolean).map(Number);
    return new Map(ids.map((id, index) => [id, index]));
  }

  private branchCounts(selection: Condition): Promise<{ branchId: number; members: number }[]> {
    return this.database.rows(
      `SELECT memberships.branchId, COUNT(*) AS members
         FROM ${stays} JOIN members ON members.id = memberships.memberId
        WHERE ${selection.sql} GROUP BY memberships.branchId`,
      selection.parameters,
    );
  }

  private rowsOf(branchIds: readonly number[], selection: Condition): Promise<(MemberRow & StayRow)[]> {
    return this.database.rows(
      `SELECT ${memberColumns}, ${stayColumns}
         FROM ${stays} JOIN members ON members.id = memberships.memberId
        WHERE memberships.branchId IN ${marks(branchIds)} AND ${selection.sql}`,
      [...branchIds, ...selection.parameters],
    );
  }
}

/** Those of a day at or below a path whose name or number contains a text. */
function selectionOf(day: Day, path: string, q: string): Condition {
  const part = q.normalize('NFC').toLowerCase();
  const inIt = peopleWithin(scopeBelow(path), { branch: 'branches.path', group: 'teams.path' });
  return {
    sql: `memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?) AND ${inIt.sql}
      AND (? = '' OR INSTR(LOWER(members.name), ?) > 0 OR INSTR(LOWER(members.memberNumber), ?) > 0)`,
    parameters: [day, day, ...inIt.parameters, part, part, q.normalize('NFKC').toLowerCase()],
  };
}

function placeIn(places: ReadonlyMap<number, number>, branchId: number): number {
  return places.get(branchId) ?? -1;
}

/** The first branches that hold more than `limit` members between them; of the cursor's branch nobody may be left. */
function enough(
  counts: readonly { branchId: number; members: number }[],
  limit: number,
  cursorBranch: number,
): number[] {
  const chosen: number[] = [];
  let members = 0;
  for (const count of counts) {
    if (members > limit) break;
    chosen.push(count.branchId);
    if (count.branchId !== cursorBranch) members += count.members;
  }
  return chosen;
}

type Place = Pick<StayRow, 'rosterOrder' | 'membershipId'>;

function comparePlace(one: Place, other: Place): number {
  return one.rosterOrder - other.rosterOrder || one.membershipId - other.membershipId;
}

function isAfter(row: Place, [rosterOrder = 0, membershipId = 0]: readonly number[]): boolean {
  return comparePlace(row, { rosterOrder, membershipId }) > 0;
}

function memberOf(row: MemberRow & StayRow): MemberView {
  const { id, version, memberNumber, name, standing, situation, birthYear } = row;
  return { id, version, memberNumber, name, standing, situation, birthYear, membership: membershipOf(row) };
}

function membershipOf(row: StayRow): MembershipView {
  const { membershipId, branchId, branchName, branchKind, groupId, groupName, groupKind } = row;
  const { fromDay, untilDay, rosterOrder, profileCode } = row;
  return {
    id: membershipId,
    branch: { id: branchId, name: branchName, kind: branchKind },
    group: groupId === null ? null : { id: groupId, name: groupName as string, kind: groupKind as UnitKind },
    fromDay,
    untilDay,
    rosterOrder,
    profileCode,
  };
}
