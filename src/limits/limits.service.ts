import { Injectable } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import { KeyRing } from '../key-ring.js';
import { type Allowance, isWorthTelling, windowEnd } from './allowances.js';
import { LimitUse } from './limit-use.entity.js';
import { Remembered } from './remembered.js';

/** What this instance knows of one account or address in the running window. */
interface Use {
  allowance: Allowance;
  keyDigest: string;
  endsAt: number;
  /** Counted here, and how much of it stands in the database. */
  own: number;
  told: number;
  /** Counted by the other instances, when they were asked last. */
  others: number;
}

const usesMax = 50_000;

/**
 * Counts requests and guesses against allowances that hold for all instances together.
 *
 * Ordinary requests are counted in memory and settled with the database now and then (`settle`): that costs no statement per
 * request, and if the database is away the count of this instance goes on alone. Guesses at secrets are counted in the database
 * at once (`countAtOnce`), before the secret is looked at: if the database is away there is no try.
 */
@Injectable()
export class Limits {
  private readonly uses = new Remembered<Use>(usesMax);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {}

  /** Counts one request. @throws tooManyRequests when the allowance is used up, and counts nothing then */
  count(allowance: Allowance, who: string): void {
    const use = this.useOf(allowance, who);
    this.refuseIfUsedUp(use);
    use.own += 1;
  }

  /** Counts what has happened already, and refuses nothing. */
  note(allowance: Allowance, who: string): void {
    this.useOf(allowance, who).own += 1;
  }

  /** @throws tooManyRequests when the allowance is used up; counts nothing */
  check(allowance: Allowance, who: string): void {
    this.refuseIfUsedUp(this.useOf(allowance, who));
  }

  /**
   * Counts one guess in the database before it is tried. Every instance adds its row first and sums up afterwards, so of any number
   * of guesses at once no more than the allowance pass. @throws tooManyRequests, DatabaseAway
   */
  async countAtOnce(allowance: Allowance, who: string): Promise<void> {
    const use = this.useOf(allowance, who);
    this.refuseIfUsedUp(use);
    await this.tell([{ use, used: 1 }]);
    await this.ask([use]);
    if (use.own + use.others > allowance.most) throw this.refusal(use);
  }

  /** Takes back what `countAtOnce` counted: it was no guess. */
  async giveBack(allowance: Allowance, who: string): Promise<void> {
    await this.tell([{ use: this.useOf(allowance, who), used: -1 }]);
  }

  /** Tells the other instances what was counted here and is worth it, and learns what they counted. @throws DatabaseAway */
  async settle(): Promise<void> {
    const now = this.now();
    const running = [...this.uses.entries()].map(([, use]) => use).filter(({ endsAt }) => endsAt > now);
    const telling = running.filter(({ allowance, own, told }) => isWorthTelling(allowance, own - told));
    await this.tell(telling.map((use) => ({ use, used: use.own - use.told, counted: true })));
    await this.ask(running.filter(({ told }) => told > 0));
  }

  /** Removes rows of windows that are over. @throws DatabaseAway */
  async purge(): Promise<void> {
    const now = new Date(this.now()).toISOString();
    await this.database.write(() => this.database.change('DELETE FROM limit_uses WHERE endsAt <= ?', [now]));
  }

  private now(): number {
    return Date.parse(this.clock.now());
  }

  private useOf(allowance: Allowance, who: string): Use {
    const key = `${allowance.name} ${who}`;
    const endsAt = windowEnd(allowance, this.now());
    const known = this.uses.get(key);
    if (known?.endsAt === endsAt) return known;
    const use = { allowance, keyDigest: this.keys.digest(key, 'limits'), endsAt, own: 0, told: 0, others: 0 };
    this.uses.set(key, use);
    return use;
  }

  private refuseIfUsedUp(use: Use): void {
    if (use.own + use.others >= use.allowance.most) throw this.refusal(use);
  }

  private refusal({ endsAt }: Use): Refusal {
    const retryAfterSeconds = Math.max(1, Math.ceil((endsAt - this.now()) / 1000));
    return new Refusal('tooManyRequests', {
      retryAfterSeconds,
      params: { seconds: retryAfterSeconds },
      because: 'limit',
    });
  }

  /** Adds rows. `counted` says that the use is in `own` already. */
  private async tell(uses: readonly { use: Use; used: number; counted?: true }[]): Promise<void> {
    if (uses.length === 0) return;
    const rows = uses.map(({ use, used }) => ({
      keyDigest: use.keyDigest,
      endsAt: new Date(use.endsAt).toISOString(),
      used,
    }));
    await this.database.write(() => this.database.insert(LimitUse, rows));
    for (const { use, used, counted } of uses) {
      use.told += used;
      if (!counted) use.own += used;
    }
  }

  private async ask(uses: readonly Use[]): Promise<void> {
    for (let from = 0; from < uses.length; from += 500) {
      const some = uses.slice(from, from + 500);
      const digests = some.map(({ keyDigest }) => keyDigest);
      const rows = await this.database.read(() =>
        this.database.rows<{ keyDigest: string; endsAt: string; used: number }>(
          `SELECT keyDigest, endsAt, SUM(used) AS used FROM limit_uses
            WHERE keyDigest IN ${marks(digests)} GROUP BY keyDigest, endsAt`,
          digests,
        ),
      );
      const used = new Map(rows.map((row) => [`${row.keyDigest} ${row.endsAt}`, row.used]));
      for (const use of some) {
        const all = used.get(`${use.keyDigest} ${new Date(use.endsAt).toISOString()}`) ?? 0;
        use.others = Math.max(0, all - use.told);
      }
    }
  }
}
