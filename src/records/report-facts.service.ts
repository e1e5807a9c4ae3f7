import { Injectable } from '@nestjs/common';
import { chainOf, sha256, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { invalid, Refusal } from '../http/refusal.js';
import { may } from '../identity/rights.js';
import type { Unit } from '../organisation/unit.entity.js';
import { refusePrivate } from './private-text.js';
import { factsAfter, type KeptFact, type TypedFact } from './report-facts.js';
import { ReportFactsRow } from './report-facts.entity.js';
import type { ReportFactsView } from './report-facts.view.js';

/** Figures that a branch types for a period's work report, each with where it can be looked up. */
@Injectable()
export class ReportFacts {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  /** A branch's facts; nothing typed is version 0. Refuses what isn't a branch with 404: the levels above add up. */
  of(branchId: number, period: string, actor: Actor): Promise<ReportFactsView> {
    return this.database.read(async () => {
      const branch = await this.database.row<Unit>('SELECT * FROM units WHERE id = ?', [branchId]);
      if (branch?.kind !== 'branch') throw new Refusal('notFound');
      const row = await this.find(branchId, period);
      const facts = JSON.parse(row?.facts ?? '[]') as KeptFact[];
      const names = await this.database.rows<{ id: number; displayName: string }>(
        `SELECT id, displayName FROM accounts WHERE id IN ${marks(facts)}`,
        facts.map(({ enteredBy }) => enteredBy),
      );
      const nameOf = new Map(names.map(({ id, displayName }) => [id, displayName]));
      return {
        version: row?.version ?? 0,
        branch: { id: branch.id, name: branch.name, kind: branch.kind },
        period,
        facts: facts.map(({ enteredBy, ...fact }) => ({ ...fact, enteredBy: nameOf.get(enteredBy) ?? '' })),
        mayKeep: may('reportFacts.keep', actor, { unitPath: branch.path, memberId: null }),
      };
    });
  }

  /** Puts these in place of the ones before; version 0 begins. */
  async save(
    { branchId, period, version, actor }: { branchId: number; period: string; version: number; actor: Actor },
    typed: readonly TypedFact[],
  ): Promise<void> {
    const now = this.clock.now();
    refusePrivate(Object.fromEntries(typed.map(({ source }, index) => [`facts[${index}].source`, source])));
    await this.database.write(async () => {
      const branch = await this.database.lock<Unit>('units', branchId);
      if (branch?.kind !== 'branch') throw invalid('unitId', 'notABranch');
      const row = await this.find(branchId, period);
      if ((row?.version ?? 0) !== version) throw new Refusal('stale', { params: { version: row?.version ?? 0 } });
      const before = JSON.parse(row?.facts ?? '[]') as KeptFact[];
      const kept = factsAfter(before, typed, actor.accountId, now);
      const facts = JSON.stringify(kept);
      if (row) await this.update(row, facts, actor, now);
      else
        await this.database.insert(ReportFactsRow, [
          { branchId, period, facts, changedAt: now, changedBy: actor.accountId, version: 1 },
        ]);
      await this.trail.append({
        chain: chainOf(branchId),
        at: now,
        action: 'reportFacts.save',
        actorAccountId: actor.accountId,
        about: {
          period,
          factsDigest: sha256(facts),
          facts: kept.map(({ code, value, source }) => ({ code, value, source })),
        },
      });
    });
  }

  private async update({ id, version }: ReportFactsRow, facts: string, actor: Actor, now: string): Promise<void> {
    const changed = await this.database.change(
      `UPDATE report_facts SET facts = ?, changedAt = ?, changedBy = ?, version = version + 1
        WHERE id = ? AND version = ?`,
      [facts, now, actor.accountId, id, version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  private find(branchId: number, period: string): Promise<ReportFactsRow | undefined> {
    return this.database.row<ReportFactsRow>('SELECT * FROM report_facts WHERE branchId = ? AND period = ?', [
      branchId,
      period,
    ]);
  }
}
