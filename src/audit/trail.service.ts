import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import { Database } from '../database/database.js';
import { type Canonical, canonicalJson } from './canonical.js';
import { TrailHead, TrailRecord, TrailSalt } from './trail.entity.js';

/** Where a chain begins: the hash before its first record. */
const nothingBefore = '0'.repeat(64);

export const organisationChain = 'organisation';
export const chainOf = (unitId: number): string => `unit:${unitId}`;

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The hash of a record: of the one before, and of everything that is said in this one. */
export function hashOf(record: Omit<TrailRecord, 'hash'>): string {
  const { chain, sequence, at, action, body, previousHash } = record;
  return sha256(`${previousHash}\n${canonicalJson({ action, at, body, chain, sequence, version: 1 })}`);
}

export interface Head {
  sequence: number;
  hash: string;
}

/**
 * The append-only trail. A decision and its line are written in one transaction, or neither is.
 * The head row is the last lock that a transaction takes: organisation → branch-month → sheet → trail head.
 */
@Injectable()
export class Trail {
  constructor(private readonly database: Database) {}

  /** Appends one line to a chain; call it last, inside `database.write`. Answers the chain's new head. */
  async append(line: {
    chain: string;
    at: Instant;
    action: string;
    actorAccountId: number | null;
    about: Record<string, Canonical>;
  }): Promise<Head> {
    const { chain, at, action } = line;
    const previous = await this.lockHead(chain);
    const sequence = previous.sequence + 1;
    const body = canonicalJson({ ...line.about, actorAccountId: line.actorAccountId });
    const unhashed = { chain, sequence, at, action, body, previousHash: previous.hash };
    const hash = hashOf(unhashed);
    await this.database.insert(TrailRecord, [{ ...unhashed, hash }]);
    await this.database.change('UPDATE trail_heads SET sequence = ?, hash = ? WHERE chain = ?', [sequence, hash, chain]);
    return { sequence, hash };
  }

  /** A new unit gets its chain when it is made, so that no two transactions ever race to begin one. */
  async begin(chain: string): Promise<void> {
    await this.database.insert(TrailHead, [{ chain, sequence: 0, hash: nothingBefore }]);
  }

  /** New members get the salt that later hides their personal values in the trail. */
  async addSalts(memberIds: readonly number[]): Promise<void> {
    const salts = memberIds.map((memberId) => ({ memberId, salt: randomBytes(32).toString('hex') }));
    await this.database.insert(TrailSalt, salts);
  }

  /** Salted digests of personal values of one member, ready to stand in a line's `about`. */
  async digests(memberId: number, values: Record<string, string | null>): Promise<Record<string, string | null>> {
    const found = await this.database.row<{ salt: string }>('SELECT salt FROM trail_salts WHERE memberId = ?', [memberId]);
    if (!found) throw new Error(`Member ${memberId} has no salt.`);
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `${name}Digest`,
        value === null ? null : sha256(`${found.salt}\n${name}\n${value.normalize('NFC')}`),
      ]),
    );
  }

  private async lockHead(chain: string): Promise<Head> {
    const head = await this.database.row<Head>(
      `SELECT sequence, hash FROM trail_heads WHERE chain = ?${this.database.dialect.forUpdate}`,
      [chain],
    );
    if (!head) throw new Error(`The trail has no chain ${chain}.`);
    return head;
  }
}
