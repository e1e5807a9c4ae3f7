import { Injectable } from '@nestjs/common';
import { Clock, type Day, type Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { classify } from '../database/dialect.js';
import type { Role } from '../http/allow.js';
import type { LineDeclaration } from '../http/leaves-line.js';
import { AccessLine } from './access-line.entity.js';

/** Somebody's look at what is recorded about a member, or about everybody of a unit. */
export interface Look extends LineDeclaration {
  accountId: number;
  role: Role;
  officeUnitId: number;
  memberId: number | null;
  unitId: number;
}

/** So many looks of the day are remembered; a forgotten one costs a question to the database. */
const rememberedMost = 20_000;

/** So many lines are purged in one transaction, so that nobody waits long for his own. */
const purgedAtOnce = 2000;

/**
 * The lines that looks at others' records leave, in a table of its own: no chain, no lock, one insert for each person, subject,
 * kind and day. What is decided stands in the trail; what was merely read stands here, and goes when it is old enough.
 */
@Injectable()
export class AccessLines {
  private day: Day = '';
  private readonly noted = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Notes a look; it is kept when this returns. Another of the same kind on the same day is the same line. */
  async note(look: Look): Promise<void> {
    const { now, today } = this.clock.moment();
    const about = look.memberId === null ? `unit:${look.unitId}` : `member:${look.memberId}`;
    const key = `${look.accountId} ${about} ${look.kind} ${look.form}`;
    if (this.isNoted(today, key)) return;
    await this.insertOnce({ ...look, about, day: today, at: now });
    this.noted.add(key);
  }

  /** Deletes some lines of days before this one, inside a write; answers how many. 0: there is none left. */
  async purge(before: Day): Promise<number> {
    const last = await this.database.row<{ id: number }>(
      `SELECT id FROM access_lines WHERE day < ? ORDER BY id LIMIT 1 OFFSET ${purgedAtOnce - 1}`,
      [before],
    );
    const [some, upTo] = last ? [' AND id <= ?', [last.id]] : ['', []];
    return this.database.change(`DELETE FROM access_lines WHERE day < ?${some}`, [before, ...upTo]);
  }

  /** How many lines are from days before this one. Inside `read` or `write`. */
  async countBefore(day: Day): Promise<number> {
    const found = await this.database.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM access_lines WHERE day < ?',
      [day],
    );
    return Number(found?.count ?? 0);
  }

  private isNoted(today: Day, key: string): boolean {
    if (this.day !== today || this.noted.size >= rememberedMost) this.noted.clear();
    this.day = today;
    return this.noted.has(key);
  }

  private async insertOnce(line: Omit<Look, 'form'> & { form: Look['form']; about: string; day: Day; at: Instant }) {
    const there = await this.database.read(() =>
      this.database.row<{ id: number }>(
        'SELECT id FROM access_lines WHERE accountId = ? AND day = ? AND about = ? AND kind = ? AND form = ?',
        [line.accountId, line.day, line.about, line.kind, line.form],
      ),
    );
    if (there) return;
    try {
      await this.database.write(() => this.database.insert(AccessLine, [line]));
    } catch (error) {
      // Two of his requests came at once, or through two instances: the other's line is this one.
      if (classify(error) !== 'duplicate') throw error;
    }
  }
}
