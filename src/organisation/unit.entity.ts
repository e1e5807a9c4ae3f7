import { Entity, Unique } from 'typeorm';
import { CodeColumn, CountColumn, FlagColumn, IdColumn, NameColumn, ReferenceColumn } from '../database/columns.js';

/** Bureau committee, general branch, branch and group: the levels of the tree, from the top down. */
export const unitKinds = ['bureau', 'generalBranch', 'branch', 'group'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** A unit of the organisation's tree. */
@Entity('units')
@Unique(['parentId', 'name'])
@Unique(['requestId'])
@Unique(['path'])
export class Unit {
  @IdColumn() id: number;
  @ReferenceColumn(() => Unit, { nullable: true, indexed: false }) parentId: number | null;
  @CodeColumn(20) kind: UnitKind;
  @NameColumn(120) name: string;
  /** The organisation's own number of the unit, if it has one. */
  @CodeColumn(40) code: string;
  /** Ids from the root down to this unit: '/1/4/17/'. A unit is below another when its path begins with the other's. */
  @CodeColumn(255) path: string;
  @CountColumn() rosterOrder: number;
  /** Branches with few members have no committee: the secretary decides with a witness. */
  @FlagColumn() hasCommittee: boolean;
  /** Ranking is a switch, off by default; a unit's switch holds for itself, not for what is below it. */
  @FlagColumn() rankingEnabled: boolean;
  /** The key that the client gave the creation, so that a repeated request creates nothing twice. */
  @CodeColumn(36, { nullable: true }) requestId: string | null;
  @CountColumn() version: number;
}
