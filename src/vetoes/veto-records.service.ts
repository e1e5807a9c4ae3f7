import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import { chainOf, Trail } from '../audit/trail.service.js';
import type { Day, Instant } from '../calendar.js';
import { Database, type SqlValue } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { Veto, VetoStep } from './veto.entity.js';
import type { VetoStep as VetoStepName } from './veto.js';

export interface TakenStep {
  step: VetoStepName;
  actor: Actor;
  now: Instant;
  /** The document that the step is taken by, where it has one of its own. */
  document?: { documentNumber: string; documentDay: Day };
  /** Words that stand in the trail as digests. */
  words?: Record<string, string | null>;
}

/** Vetoes as rows: finding, locking, changing only what nobody changed meanwhile; their history and their lines in the trail. */
@Injectable()
export class VetoRecords {
  constructor(
    private readonly database: Database,
    private readonly trail: Trail,
    private readonly sealed: SealedRows,
  ) {}

  /** Locks the veto after its branch, so that a month is not published while its member's veto is being set. Refuses with 404. */
  async lock(id: number): Promise<Veto> {
    const place = await this.database.row<{ branchId: number }>('SELECT branchId FROM vetoes WHERE id = ?', [id]);
    if (!place) throw new Refusal('notFound');
    await this.database.lock('units', place.branchId);
    return (await this.database.lock<Veto>('vetoes', id)) as Veto;
  }

  async update(veto: Veto, columns: { [Column in keyof Veto]?: SqlValue }): Promise<void> {
    const names = Object.keys(columns);
    const changed = await this.database.change(
      `UPDATE vetoes SET ${names.map((name) => `\`${name}\` = ?`).join(', ')}, version = version + 1
        WHERE id = ? AND state = ? AND version = ?`,
      [...Object.values(this.sealed.seal('vetoes', veto.requestId, columns)), veto.id, veto.state, veto.version],
    );
    if (changed !== 1) throw new Refusal('stale');
  }

  /** Adds the step to the veto's history and the branch's trail; the last statement of its transaction. */
  async record(veto: Veto, { step, actor, now, document, words = {} }: TakenStep): Promise<void> {
    const { id: vetoId, branchId, memberId, vetoCode, factDay } = veto;
    const { documentNumber, documentDay } = document ?? { documentNumber: null, documentDay: null };
    const last = await this.database.row<{ last: number | null }>(
      'SELECT MAX(`number`) AS last FROM veto_steps WHERE vetoId = ?',
      [vetoId],
    );
    const number = (last?.last ?? 0) + 1;
    await this.database.insert(VetoStep, [
      { vetoId, number, step, at: now, accountId: actor.accountId, documentNumber, documentDay },
    ]);
    const about: Record<string, Canonical> = { vetoId, memberId, vetoCode, factDay, documentNumber, documentDay };
    await this.trail.append({
      chain: chainOf(branchId),
      at: now,
      action: `veto.${step}`,
      actorAccountId: actor.accountId,
      about: { ...about, ...(await this.trail.digests(memberId, words)) },
    });
  }
}
