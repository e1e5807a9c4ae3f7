import { Injectable } from '@nestjs/common';
import type { TrailHead, TrailRecord } from '../audit/trail.entity.js';
import { Database } from '../database/database.js';
import { grouped } from '../organisation/grouped.js';
import type { ChainWalk, ReadRecord } from './chain-walk.js';

/** So many records at once: their bodies are small, but for one import or another. */
const pageSize = 400;

/** Reads chains of the trail piece by piece. */
@Injectable()
export class TrailReader {
  constructor(private readonly database: Database) {}

  /** Follows whatever is there after the walk's end. Inside a `read` it sees what that one sees. */
  async follow(walk: ChainWalk): Promise<void> {
    for (;;) {
      const records = await this.database.read(() => this.after(walk.chain, walk.end.sequence));
      walk.follow(records);
      if (records.length < pageSize) return;
    }
  }

  /** Follows the rest of the chain and holds the head against it, both of one moment. */
  finish(walk: ChainWalk): Promise<void> {
    return this.database.read(async () => {
      await this.follow(walk);
      walk.finish(
        await this.database.row<TrailHead>('SELECT chain, sequence, hash FROM trail_heads WHERE chain = ?', [
          walk.chain,
        ]),
      );
    });
  }

  private async after(chain: string, sequence: number): Promise<ReadRecord[]> {
    const records = await this.database.rows<TrailRecord>(
      `SELECT chain, sequence, at, action, body, previousHash, hash FROM trail_records
        WHERE chain = ? AND sequence > ? ORDER BY sequence LIMIT ${pageSize}`,
      [chain, sequence],
    );
    const last = records.at(-1);
    if (!last) return [];
    const subjects = await this.database.rows<{ sequence: number; memberId: number }>(
      `SELECT sequence, memberId FROM trail_subjects
        WHERE chain = ? AND sequence > ? AND sequence <= ? ORDER BY sequence, memberId`,
      [chain, sequence, last.sequence],
    );
    const subjectsOf = grouped(subjects, (subject) => subject.sequence);
    return records.map((record) => ({
      ...record,
      subjects: (subjectsOf.get(record.sequence) ?? []).map(({ memberId }) => memberId),
    }));
  }
}
