import { Injectable } from '@nestjs/common';
import { addMinutes, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { classify } from '../database/dialect.js';
import { KeyRing } from '../key-ring.js';
import { countTry, type Tries, type Verdict } from './tries.js';
import { UnknownName } from './unknown-name.entity.js';

/** A name that nobody has is forgotten a day after its last try. */
const rememberedMinutes = 24 * 60;

/** Names that nobody has wait like those of accounts, on all instances, so that waiting tells nobody who has an account. */
@Injectable()
export class UnknownNames {
  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
  ) {}

  /** Counts a try under the name's row, as a try of an account is counted under the account's. @throws DatabaseAway */
  async count(signInName: string, now: Instant): Promise<Verdict<Tries>> {
    const keyDigest = this.keys.digest(signInName, 'unknown names');
    const counting = () => this.database.write(() => this.countRow(keyDigest, now));
    return counting().catch((error: unknown) => {
      // Somebody tried the same name for the first time in the same moment: now there is a row to wait for.
      if (classify(error) !== 'duplicate') throw error;
      return counting();
    });
  }

  private async countRow(keyDigest: string, now: Instant): Promise<Verdict<Tries>> {
    const row = await this.database.row<UnknownName>(
      `SELECT * FROM unknown_names WHERE keyDigest = ?${this.database.dialect.forUpdate}`,
      [keyDigest],
    );
    const verdict = countTry(row ?? { failedSignIns: 0, lockedUntil: null }, now);
    if (!verdict.allowed) return verdict;
    const { failedSignIns, lockedUntil } = verdict.next;
    if (row)
      await this.database.change(
        'UPDATE unknown_names SET failedSignIns = ?, lockedUntil = ?, triedAt = ? WHERE keyDigest = ?',
        [failedSignIns, lockedUntil, now, keyDigest],
      );
    else {
      await this.forgetOld(now);
      await this.database.insert(UnknownName, [{ keyDigest, failedSignIns, lockedUntil, triedAt: now }]);
    }
    return verdict;
  }

  private async forgetOld(now: Instant): Promise<void> {
    await this.database.change('DELETE FROM unknown_names WHERE triedAt <= ?', [addMinutes(now, -rememberedMinutes)]);
  }
}
