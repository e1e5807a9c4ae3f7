import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import { noteTrailLine } from '../observation/request-context.js';
import { Refusal } from '../http/refusal.js';
import { type Canonical, canonicalJson } from './canonical.js';
import { subjectsOf } from './subjects.js';
import { TrailHead, TrailRecord, TrailSalt, TrailSubject } from './trail.entity.js';

/** Where a chain begins: the hash before its first record. */
export const nothingBefore = '0'.repeat(64);

export const organisationChain = 'organisation';
export const chainOf = (unitId: number): string => `unit:${unitId}`;

/** In small hexadecimal digits; of a text, that of its UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What stands in the trail for a member's personal value: with his salt gone nobody can tell any more what it was. */
export function saltedDigest(salt: string, name: string, value: string): string {
  return sha256(`${salt}\n${name}\n${value.normalize('NFC')}`);
}

/** Salted digests of personal values, ready to stand in a line's `about`. */
export function saltedDigests(
  salt: string | null,
  values: Record<string, string | null>,
): Record<string, string | null> {
  // Of a member who was erased nothing more is written that would have to be hidden.
  if (salt === null) throw new Refusal('conflict', { errors: [{ path: 'memberId', code: 'memberErased' }] });
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${name}Digest`,
      value === null ? null : saltedDigest(salt, name, value),
    ]),
  );
}

/** The hash of a record: of the one before, and of everything that is said in this one. */
export function hashOf(record: Omit<TrailRecord, 'hash'>): string {
  const { chain, sequence, at, action, body, previousHash } = record;
  return sha256(`${previousHash}\n${canonicalJson({ action, at, body, chain, sequence, version: 1 })}`);
}

/** One decision: where it belongs, when, what, who (null: the service itself), and about what. */
export interface TrailLine {
  chain: string;
  at: Instant;
  action: string;
  actorAccountId: number | null;
  about: Record<string, Canonical>;
}

export interface Head {
  chain: string;
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
  async append(line: TrailLine): Promise<Head> {
    const [head] = await this.appendToEach([line]);
    return head as Head;
  }

  /**
   * Appends one line to each of several chains, in the same few statements however many they are. The heads are locked in
   * the order of their names, so that two transactions about the same chains wait for one another and never deadlock.
   */
  async appendToEach(lines: readonly TrailLine[]): Promise<Head[]> {
    const previous = await this.lockHeads(lines.map(({ chain }) => chain));
    const records = lines.map((line) => nextRecord(line, previous.get(line.chain)));
    await this.database.insert(TrailRecord, records);
    for (const { chain, sequence } of records) noteTrailLine(chain, sequence);
    const subjects = records.flatMap(({ chain, sequence }, index) => {
      const { action, about } = lines[index] as TrailLine;
      return subjectsOf(action, about).map((memberId) => ({ chain, sequence, memberId }));
    });
    if (subjects.length > 0) await this.database.insert(TrailSubject, subjects);
    await this.database.change(
      `UPDATE trail_heads SET sequence = sequence + 1, hash = CASE chain ${'WHEN ? THEN ? '.repeat(records.length)}END
        WHERE chain IN ${marks(records)}`,
      [...records.flatMap(({ chain, hash }) => [chain, hash]), ...records.map(({ chain }) => chain)],
    );
    return records.map(({ chain, sequence, hash }) => ({ chain, sequence, hash }));
  }

  /** New units get their chains when they are made, so that no two transactions ever race to begin one. */
  async begin(...chains: string[]): Promise<void> {
    await this.database.insert(
      TrailHead,
      chains.map((chain) => ({ chain, sequence: 0, hash: nothingBefore })),
    );
  }

  /** New members get the salt that later hides their personal values in the trail. */
  async addSalts(memberIds: readonly number[]): Promise<void> {
    const salts = memberIds.map((memberId) => ({ memberId, salt: randomBytes(32).toString('hex') }));
    await this.database.insert(TrailSalt, salts);
  }

  /** Those of one member whose salt is not at hand. */
  async digests(memberId: number, values: Record<string, string | null>): Promise<Record<string, string | null>> {
    const found = await this.database.row<{ salt: string }>('SELECT salt FROM trail_salts WHERE memberId = ?', [
      memberId,
    ]);
    return saltedDigests(found?.salt ?? null, values);
  }

  private async lockHeads(chains: readonly string[]): Promise<Map<string, TrailHead>> {
    if (new Set(chains).size !== chains.length) throw new Error('A chain gets its lines one after the other.');
    const heads = await this.database.rows<TrailHead>(
      `SELECT chain, sequence, hash FROM trail_heads
        WHERE chain IN ${marks(chains)} ORDER BY chain${this.database.dialect.forUpdate}`,
      chains,
    );
    return new Map(heads.map((head) => [head.chain, head]));
  }
}

function nextRecord(
  { chain, at, action, actorAccountId, about }: TrailLine,
  previous: TrailHead | undefined,
): TrailRecord {
  if (!previous) throw new Error(`The trail has no chain ${chain}.`);
  const sequence = previous.sequence + 1;
  const body = canonicalJson({ ...about, actorAccountId });
  const unhashed = { chain, sequence, at, action, body, previousHash: previous.hash };
  return { ...unhashed, hash: hashOf(unhashed) };
}
