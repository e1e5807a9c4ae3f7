import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { Organisation, type UnitRow } from '../organisation/organisation.service.js';
import { RankingRule } from './ranking-rule.entity.js';
import { type BranchRankingKey, defaultRankingKeys, type MemberRankingKey, type RankingKeys } from './ranks.js';

export interface StandingRankingRule extends RankingKeys {
  /** 0: nobody has chosen anything yet, these are the usual keys. */
  version: number;
}

/** By what a unit ranks. Whether it ranks at all is its switch (`units.rankingEnabled`), and stands with the unit. */
@Injectable()
export class RankingRules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly organisation: Organisation,
  ) {}

  of(unitId: number): Promise<StandingRankingRule> {
    return this.database.read(async () => {
      const row = await this.database.row<RankingRule>('SELECT * FROM ranking_rules WHERE unitId = ?', [unitId]);
      if (!row) return { ...defaultRankingKeys, version: 0 };
      return {
        memberKeys: row.memberKeys.split(' ') as MemberRankingKey[],
        branchKeys: row.branchKeys.split(' ') as BranchRankingKey[],
        version: row.version,
      };
    });
  }

  /** The unit with its switch. Refuses a group with 404: nothing is ranked there. */
  unit(unitId: number): Promise<UnitRow> {
    return this.database.read(async () => {
      const unit = await this.organisation.unitById(unitId);
      if (unit.kind === 'group') throw new Refusal('notFound');
      return unit;
    });
  }

  /** @throws notFound, stale */
  async replace(actor: Actor, unitId: number, keys: RankingKeys, version: number): Promise<void> {
    const now = this.clock.now();
    const row = { memberKeys: keys.memberKeys.join(' '), branchKeys: keys.branchKeys.join(' ') };
    await this.database.write(async () => {
      await this.organisation.lock();
      await this.unit(unitId);
      const standing = await this.of(unitId);
      if (standing.version !== version) throw new Refusal('stale', { params: { version: standing.version } });
      if (version === 0) await this.database.insert(RankingRule, [{ unitId, ...row, version: 1 }]);
      else {
        const changed = await this.database.change(
          'UPDATE ranking_rules SET memberKeys = ?, branchKeys = ?, version = version + 1 WHERE unitId = ? AND version = ?',
          [row.memberKeys, row.branchKeys, unitId, version],
        );
        if (changed !== 1) throw new Refusal('stale');
      }
      await this.trail.append({
        chain: organisationChain,
        at: now,
        action: 'ranking.change',
        actorAccountId: actor.accountId,
        about: { unitId, ...row },
      });
    });
  }
}
