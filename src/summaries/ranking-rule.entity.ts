import { Entity } from 'typeorm';
import { CodeColumn, CountColumn, ReferenceColumn } from '../database/columns.js';
import { Unit } from '../organisation/unit.entity.js';

/** By what a unit ranks, where its ranking is on. A unit without a row ranks as `defaultRankingKeys` says. */
@Entity('ranking_rules')
export class RankingRule {
  @ReferenceColumn(() => Unit, { primary: true, indexed: false }) unitId: number;
  /** Keys of summaries/ranks.ts, the first one first, with a space between. */
  @CodeColumn(120) memberKeys: string;
  @CodeColumn(120) branchKeys: string;
  @CountColumn() version: number;
}
