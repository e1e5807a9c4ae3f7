import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Member } from './member.entity.js';
import { Organisation, type UnitRow } from './organisation.service.js';
import { branchLabels, profileWord, type RosterTexts, situationWord, standingWord } from './roster-columns.js';
import { includes, peopleWithin, scopeBelow } from '../identity/scope.js';

/** A unit's roster in the words of an import: handed in again, it changes nothing. */
export interface ExportedRoster {
  unit: UnitRow;
  rows: RosterTexts[];
}

/** What may be written into the columns of branches and groups. */
export interface RosterChoices {
  unit: UnitRow;
  branches: string[];
  groups: { branch: string; group: string }[];
}

interface Row extends Pick<Member, 'memberNumber' | 'name' | 'standing' | 'situation' | 'birthYear'> {
  branchId: number;
  groupName: string | null;
  profileCode: string;
  fromDay: Day;
}

/** Gives rosters away in the form in which they are taken. */
@Injectable()
export class RosterExports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
  ) {}

  /** Who is in the unit today, branch after branch in the tree's order. */
  rows(unitId: number): Promise<ExportedRoster> {
    const today = this.clock.today();
    return this.database.read(async () => {
      const { unit, units } = await this.around(unitId);
      const labels = branchLabels(units);
      const places = new Map([...labels.keys()].map((id, index) => [id, index]));
      const inIt = peopleWithin(scopeBelow(unit.path), { branch: 'branches.path', group: 'teams.path' });
      const rows = await this.database.rows<Row>(
        `SELECT members.memberNumber, members.name, members.standing, members.situation, members.birthYear,
                memberships.branchId, memberships.profileCode, memberships.fromDay, teams.name AS groupName
           FROM memberships
           JOIN members ON members.id = memberships.memberId
           JOIN units branches ON branches.id = memberships.branchId
           LEFT JOIN units teams ON teams.id = memberships.groupId
          WHERE ${inIt.sql} AND memberships.fromDay <= ?
            AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
          ORDER BY memberships.branchId, memberships.rosterOrder, memberships.id`,
        [...inIt.parameters, today, today],
      );
      const placeOf = ({ branchId }: Row): number => places.get(branchId) ?? 0;
      const ordered = rows.toSorted((one, other) => placeOf(one) - placeOf(other));
      return { unit, rows: ordered.map((row) => textsOf(row, labels.get(row.branchId) ?? '')) };
    });
  }

  choices(unitId: number): Promise<RosterChoices> {
    return this.database.read(async () => {
      const { unit, units } = await this.around(unitId);
      const labels = branchLabels(units);
      const groups = units
        .filter(({ kind, path }) => kind === 'group' && includes(scopeBelow(unit.path), path))
        .map(({ parentId, name }) => ({ branch: labels.get(parentId ?? 0) ?? '', group: name }));
      return { unit, branches: [...labels.values()], groups };
    });
  }

  /** The unit with all that is below it; a group is known by the branch it is in. */
  private async around(unitId: number): Promise<{ unit: UnitRow; units: UnitRow[] }> {
    const unit = await this.organisation.unitById(unitId);
    const isGroup = unit.kind === 'group' && unit.parentId !== null;
    const top = isGroup ? await this.organisation.unitById(unit.parentId as number) : unit;
    return { unit, units: await this.organisation.unitsFrom(top.path) };
  }
}

function textsOf(row: Row, branch: string): RosterTexts {
  return {
    branch,
    memberNumber: row.memberNumber,
    name: row.name,
    standing: standingWord(row.standing),
    situation: situationWord(row.situation),
    birthYear: row.birthYear?.toString() ?? '',
    group: row.groupName ?? '',
    profile: profileWord(row.profileCode),
    fromDay: row.fromDay,
  };
}
