import { Injectable } from '@nestjs/common';
import { Clock, type Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { grouped } from './grouped.js';
import type { Member } from './member.entity.js';
import type { Membership } from './membership.entity.js';
import { sensibleDays, stayOn } from './membership-rules.js';
import { Memberships } from './memberships.service.js';
import { Organisation, type UnitRow } from './organisation.service.js';
import { branchLabels } from './roster-columns.js';
import type { KnownBranch, KnownMember, KnownOrganisation } from './roster-plan.js';
import { below, includes, isBelow, type Scope, scopeOf } from '../identity/scope.js';

/** Reads what a roster is compared with: the same few statements for a file of one row or of twenty thousand. */
@Injectable()
export class KnownOrganisations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisation: Organisation,
    private readonly memberships: Memberships,
  ) {}

  /** The organisation as far as it matters for a file of a unit that holds these members' numbers. */
  async known(actor: Actor, unit: UnitRow, memberNumbers: readonly string[]): Promise<KnownOrganisation> {
    const today = this.clock.today();
    const units = await this.organisation.unitsFrom(unit.path);
    const branches = branchesOf(units);
    const members = await this.membersWith(memberNumbers);
    const staysOf = await this.memberships.of(members.map(({ id }) => id));
    const others = await this.otherBranches([...staysOf.values()].flat(), branches);
    const branchNames = new Map([...branches, ...others].map(({ id, name, label }) => [id, label ?? name]));
    const months = await this.memberships.openedMonths([...branchNames.keys()], sensibleDays(today).from);
    const pathOf = new Map([...units, ...others].map(({ id, path }) => [id, path]));
    const reach = scopeOf(actor, 'roster.manage');
    return {
      branches,
      branchNames,
      onlyBranchId: unit.kind === 'branch' ? unit.id : null,
      members: new Map(
        members.map((member) => [
          member.memberNumber,
          knownMember(member, staysOf.get(member.id) ?? [], { pathOf, reach, today }),
        ]),
      ),
      openedMonths: grouped(months, ({ branchId }) => branchId),
      present: await this.present(unit.path, today),
    };
  }

  private membersWith(memberNumbers: readonly string[]): Promise<Member[]> {
    return this.database.rows<Member>(
      `SELECT * FROM members WHERE memberNumber IN ${marks(memberNumbers)}`,
      memberNumbers,
    );
  }

  /** Branches outside the file's unit that members of the file are, were or will be in. */
  private otherBranches(
    stays: readonly Membership[],
    inside: readonly KnownBranch[],
  ): Promise<{ id: number; name: string; path: string; label?: undefined }[]> {
    const known = new Set(inside.map(({ id }) => id));
    const ids = [...new Set(stays.map(({ branchId }) => branchId))].filter((id) => !known.has(id));
    return this.database.rows(`SELECT id, name, path FROM units WHERE id IN ${marks(ids)}`, ids);
  }

  private present(path: string, today: Day): Promise<{ memberNumber: string; name: string }[]> {
    return this.database.rows(
      `SELECT members.memberNumber, members.name
         FROM memberships
         JOIN members ON members.id = memberships.memberId
         JOIN units ON units.id = memberships.branchId
        WHERE ${isBelow('units.path')} AND memberships.fromDay <= ?
          AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)`,
      [below(path), today, today],
    );
  }
}

function branchesOf(units: readonly UnitRow[]): KnownBranch[] {
  const labels = branchLabels(units);
  const groups = grouped(
    units.filter(({ kind }) => kind === 'group'),
    ({ parentId }) => parentId,
  );
  return units
    .filter(({ kind }) => kind === 'branch')
    .map(({ id, name }) => ({ id, name, label: labels.get(id) ?? name, groups: groups.get(id) ?? [] }));
}

/** A member is where he is today, or else where he was (or will be) last: the same place that rights are asked about. */
function knownMember(
  member: Member,
  stays: Membership[],
  { pathOf, reach, today }: { pathOf: ReadonlyMap<number, string>; reach: Scope; today: Day },
): KnownMember {
  const { id, name, standing, situation, birthYear } = member;
  const path = pathOf.get((stayOn(stays, today) ?? stays.at(-1))?.branchId ?? 0) ?? '';
  return {
    id,
    name,
    standing,
    situation,
    birthYear,
    stays,
    isWithinReach: includes(reach, path),
  };
}
