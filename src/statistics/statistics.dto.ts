import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, MaxLength } from 'class-validator';
import type { Month } from '../calendar.js';
import { IsMonth, MayBeAbsent } from '../http/validation.js';
import { UnitReference } from '../identity/session.dto.js';
import {
  type BranchRankingKey,
  branchRankingKeys,
  type MemberRankingKey,
  memberRankingKeys,
} from '../summaries/ranks.js';

export class StatisticsQuery {
  /** '2026-H1', '2026-Q1', '2026' or '2026-03'; without it and without months the half-year that runs today. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(7)
  period?: string;

  /** The first month, instead of a period. */
  @MayBeAbsent()
  @IsMonth()
  fromMonth?: Month;

  /** The last month; left out: the first is the only one. At most 36 months. */
  @MayBeAbsent()
  @IsMonth()
  untilMonth?: Month;
}

export class RankingRuleBody {
  /** By what members are ranked: the first key decides, the next one among those who are equal in it. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(memberRankingKeys.length)
  @ArrayUnique()
  @IsIn(memberRankingKeys, { each: true })
  memberKeys: MemberRankingKey[];

  /** By what branches are ranked. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(branchRankingKeys.length)
  @ArrayUnique()
  @IsIn(branchRankingKeys, { each: true })
  branchKeys: BranchRankingKey[];
}

export class RankingRuleView {
  unit: UnitReference;
  /** The unit's switch, which is changed with the unit. */
  rankingEnabled: boolean;
  memberKeys: MemberRankingKey[];
  branchKeys: BranchRankingKey[];
  /** 0: nobody has chosen anything yet, these are the usual keys. */
  version: number;
  mayChange: boolean;
}
