import { Injectable } from '@nestjs/common';
import { organisationChain, Trail } from '../audit/trail.service.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { Refusal } from '../http/refusal.js';
import { SealedRows } from '../vault/sealed-rows.service.js';
import { Erasures } from './erasures.service.js';
import { MemberHold } from './retention.entity.js';

/** Holds: nothing of a member is erased as long as a case needs it. */
@Injectable()
export class Holds {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: Trail,
    private readonly sealed: SealedRows,
    private readonly erasures: Erasures,
  ) {}

  /** @throws invalid (no such member), duplicate (he is on hold), conflict (he was erased) */
  async set(memberNumber: string, reason: string, { accountId }: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      const memberId = await this.erasures.lockNumbered(memberNumber);
      const held = await this.database.row('SELECT memberId FROM member_holds WHERE memberId = ?', [memberId]);
      if (held) throw new Refusal('duplicate');
      const said = await this.trail.digests(memberId, { reason });
      await this.database.insert(MemberHold, [
        this.sealed.seal('member_holds', memberId, { memberId, reason, setBy: accountId, setAt: now }),
      ]);
      const line = { chain: organisationChain, at: now, actorAccountId: accountId };
      await this.trail.append({ ...line, action: 'hold.set', about: { memberId, ...said } });
    });
  }

  async lift(memberId: number, { accountId }: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.write(async () => {
      await this.erasures.lock(memberId);
      const lifted = await this.database.change('DELETE FROM member_holds WHERE memberId = ?', [memberId]);
      if (lifted === 0) throw new Refusal('notFound');
      const line = { chain: organisationChain, at: now, actorAccountId: accountId };
      await this.trail.append({ ...line, action: 'hold.lift', about: { memberId } });
    });
  }
}
