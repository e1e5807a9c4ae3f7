import { Injectable } from '@nestjs/common';
import { chainOf, organisationChain, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { Access } from '../identity/access.service.js';
import { changeEach } from './change-each.js';
import { Organisation, type UnitRow } from './organisation.service.js';
import { Unit } from './unit.entity.js';
import { depthOf, inTreeOrder, kindsBelow, mostLevels } from './unit-rules.js';
import type { NewUnitBody, UnitBody, UnitView } from './units.dto.js';
import { isEmpty, peopleWithin, type Scope, scopeBelow, scopeOf, within } from '../identity/scope.js';

export type NewUnit = Pick<Unit, 'requestId' | 'kind' | 'name' | 'code' | 'hasCommittee'> & {
  parent: Pick<UnitRow, 'id' | 'path'>;
};

/** The organisation's tree: what the actor sees of it, and how it grows. Units are never deleted: their months stay. */
@Injectable()
export class Units {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly access: Access,
    private readonly organisation: Organisation,
  ) {}

  /** What the actor may see, and the units above it, without which nobody would know where it is. */
  list(actor: Actor): Promise<UnitView[]> {
    const scope = scopeOf(actor, 'unit.read');
    if (isEmpty(scope)) return Promise.resolve([]);
    const above = [...new Set(scope.paths.flatMap(idsOf))];
    const { sql, parameters } = within(scope, 'path');
    return this.database.read(async () => {
      const units = await this.database.rows<UnitRow>(`SELECT * FROM units WHERE ${sql} OR id IN ${marks(above)}`, [
        ...parameters,
        ...above,
      ]);
      const counts = await this.memberCounts(scope);
      return inTreeOrder(units).map((unit) => viewOf(unit, counts));
    });
  }

  /** A repeated request answers the unit it made the first time. */
  create(actor: Actor, body: NewUnitBody): Promise<UnitView> {
    const { requestId, parentId, kind, name, code, hasCommittee } = body;
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.organisation.lock();
      const parent = await this.organisation.unitById(parentId);
      this.access.requireOn(actor, 'unit.manage', parent.path);
      const repeated = await this.repeated(body);
      if (repeated) return this.view(repeated);
      if (!kindsBelow[parent.kind].includes(kind)) throw invalid('kind', 'notBelow', { parentKind: parent.kind });
      if (depthOf(parent.path) + 1 >= mostLevels) throw invalid('parentId', 'tooDeep', { mostLevels });
      await this.requireFreeName(parentId, name);
      const [id] = await this.insert([{ parent, requestId, kind, name, code, hasCommittee }]);
      const about = { unitId: id as number, parentId, kind, name, code, hasCommittee };
      await this.record(actor, now, 'unit.create', about);
      return this.view(await this.organisation.unitById(id as number));
    });
  }

  /** @throws stale, duplicate (a sister unit has the name) */
  change(actor: Actor, unitId: number, body: UnitBody, version: number): Promise<UnitView> {
    const { name, code, hasCommittee, rankingEnabled } = body;
    const now = this.clock.now();
    return this.database.write(async () => {
      await this.organisation.lock();
      const unit = await this.organisation.unitById(unitId);
      if (unit.version !== version) throw new Refusal('stale', { params: { version: unit.version } });
      if (unit.name !== name && unit.parentId !== null) await this.requireFreeName(unit.parentId, name);
      await this.database.change(
        `UPDATE units SET name = ?, code = ?, hasCommittee = ?, rankingEnabled = ?, version = version + 1
          WHERE id = ? AND version = ?`,
        [name, code, hasCommittee, rankingEnabled, unitId, version],
      );
      await this.record(actor, now, 'unit.change', { unitId, name, code, hasCommittee, rankingEnabled });
      return this.view(await this.organisation.unitById(unitId));
    });
  }

  /**
   * Adds units, each after its sisters in this order, and begins their trails: the same few statements for one or for a
   * thousand. Call it under the organisation's lock. Answers their ids.
   */
  async insert(units: readonly NewUnit[]): Promise<number[]> {
    const parentIds = [...new Set(units.map(({ parent }) => parent.id))];
    const places = await this.database.rows<{ parentId: number; place: number }>(
      `SELECT parentId, MAX(rosterOrder) AS place FROM units WHERE parentId IN ${marks(parentIds)} GROUP BY parentId`,
      parentIds,
    );
    const lastPlaces = new Map(places.map(({ parentId, place }) => [parentId, place]));
    const rows = units.map(({ parent, ...unit }, index) => {
      const rosterOrder = (lastPlaces.get(parent.id) ?? 0) + 1;
      lastPlaces.set(parent.id, rosterOrder);
      // A path holds the unit's own id, which only the database knows: until the next statement it is just unique.
      const path = `${parent.path}new/${index}`;
      return { ...unit, parentId: parent.id, path, rosterOrder, rankingEnabled: false, version: 1 };
    });
    const ids = await this.database.insert(Unit, rows);
    const paths = ids.map((id, index) => ({ id, path: `${units[index]?.parent.path}${id}/` }));
    await changeEach(this.database, 'units', paths);
    await this.trail.begin(...ids.map(chainOf));
    return ids;
  }

  private async repeated({ requestId, parentId, kind, name, code }: NewUnitBody): Promise<UnitRow | undefined> {
    const unit = await this.database.row<UnitRow>('SELECT * FROM units WHERE requestId = ?', [requestId]);
    if (!unit) return undefined;
    const same = unit.parentId === parentId && unit.kind === kind && unit.name === name && unit.code === code;
    if (!same) throw invalid('requestId', 'usedForSomethingElse');
    return unit;
  }

  private async requireFreeName(parentId: number, name: string): Promise<void> {
    const taken = await this.database.row('SELECT id FROM units WHERE parentId = ? AND name = ?', [parentId, name]);
    if (taken) throw new Refusal('duplicate', { errors: [{ path: 'name', code: 'taken' }] });
  }

  private async record(
    { accountId }: Actor,
    at: string,
    action: string,
    about: Record<string, string | number | boolean>,
  ): Promise<void> {
    await this.trail.append({ chain: organisationChain, at, action, actorAccountId: accountId, about });
  }

  private async view(unit: UnitRow): Promise<UnitView> {
    return viewOf(unit, await this.memberCounts(scopeBelow(unit.path)));
  }

  /** Members today in this part of the tree, by the id of every unit they are in, directly or further down. */
  private async memberCounts(scope: Scope): Promise<Map<number, number>> {
    const today = this.clock.today();
    const place = 'COALESCE(teams.path, branches.path)';
    const { sql, parameters } = peopleWithin(scope, { branch: 'branches.path', group: 'teams.path' });
    const rows = await this.database.rows<{ path: string; members: number }>(
      `SELECT ${place} AS path, COUNT(*) AS members
         FROM memberships
         JOIN units branches ON branches.id = memberships.branchId
         LEFT JOIN units teams ON teams.id = memberships.groupId
        WHERE memberships.fromDay <= ? AND (memberships.untilDay IS NULL OR memberships.untilDay > ?)
          AND ${sql}
        GROUP BY ${place}`,
      [today, today, ...parameters],
    );
    const counts = new Map<number, number>();
    for (const { path, members } of rows) for (const id of idsOf(path)) counts.set(id, (counts.get(id) ?? 0) + members);
    return counts;
  }
}

/** The ids in a path: those of the units above, and the unit's own. */
function idsOf(path: string): number[] {
  return path.split('/').filter(Boolean).map(Number);
}

function viewOf(unit: UnitRow, counts: ReadonlyMap<number, number>): UnitView {
  const { id, version, parentId, kind, name, code, path } = unit;
  return {
    id,
    version,
    parentId,
    kind,
    name,
    code,
    hasCommittee: unit.hasCommittee === 1,
    rankingEnabled: unit.rankingEnabled === 1,
    depth: depthOf(path),
    memberCount: counts.get(id) ?? 0,
  };
}
