import { Injectable } from '@nestjs/common';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { UnitKind } from '../organisation/unit.entity.js';
import type { UnitFact } from './half-year.facts.js';
import { below, isBelow } from '../identity/scope.js';

interface UnitRow extends UnitFact {
  path: string;
  rosterOrder: number;
  rankingEnabled: 0 | 1;
}

export interface UnitWithBranches {
  unit: UnitFact & { path: string; rankingEnabled: boolean };
  /** In the order of the tree; a branch is its own only one. */
  branches: UnitFact[];
}

/** A unit with the branches in it, which is what figures are put together by. */
@Injectable()
export class UnitBranches {
  constructor(private readonly database: Database) {}

  /** Refuses a group with 404: months belong to branches. */
  of(unitId: number): Promise<UnitWithBranches> {
    return this.database.read(async () => {
      const columns = 'id, name, kind, path, rosterOrder, rankingEnabled';
      const unit = await this.database.row<UnitRow>(`SELECT ${columns} FROM units WHERE id = ?`, [unitId]);
      if (!unit || unit.kind === 'group') throw new Refusal('notFound');
      const kinds: UnitKind[] = ['generalBranch', 'branch'];
      const units = await this.database.rows<UnitRow>(
        `SELECT ${columns} FROM units WHERE ${isBelow('path')} AND kind IN (?, ?)`,
        [below(unit.path), ...kinds],
      );
      const { id, name, kind, path, rankingEnabled } = unit;
      return {
        unit: { id, name, kind, path, rankingEnabled: rankingEnabled === 1 },
        branches: inTreeOrder(units)
          .filter((each) => each.kind === 'branch')
          .map((branch) => ({ id: branch.id, name: branch.name, kind: branch.kind })),
      };
    });
  }

  /** These branches, in the order of their ids; what is no branch is left out. Call it inside `read`. */
  branchesById(branchIds: readonly number[]): Promise<UnitFact[]> {
    return this.database.rows<UnitFact>(
      `SELECT id, name, kind FROM units WHERE kind = 'branch' AND id IN ${marks(branchIds)} ORDER BY id`,
      branchIds,
    );
  }
}

/** Depth first, each level in roster order. */
function inTreeOrder(units: readonly UnitRow[]): UnitRow[] {
  const orderOf = new Map(units.map(({ id, rosterOrder }) => [id, rosterOrder]));
  const keyed = units.map((unit) => {
    const ids = unit.path.split('/').filter(Boolean).map(Number);
    return { unit, key: ids.flatMap((id) => [orderOf.get(id) ?? 0, id]) };
  });
  return keyed.sort((one, other) => compareKeys(one.key, other.key)).map(({ unit }) => unit);
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  const differs = one.findIndex((value, index) => value !== other[index]);
  return differs < 0 ? one.length - other.length : (one[differs] ?? 0) - (other[differs] ?? 0);
}
