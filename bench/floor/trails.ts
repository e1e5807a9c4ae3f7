import { createHash } from 'node:crypto';
import { hashOf } from '#src/audit/trail.service.js';
import { type Connection, insertByHand, list } from './connection.js';

export interface LineByHand {
  chain: string;
  at: string;
  action: string;
  /** Canonical JSON. */
  body: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Appends a line to each of several chains: their heads locked in one order, a hash of each line over the one before it. A chain of
 * SHA-256 can't be made by INSERT … SELECT, so the heads are read and the lines are hashed here, as in the service.
 */
export async function appendByHand(
  connection: Connection,
  lines: readonly LineByHand[],
): Promise<{ sequence: number; hash: string }[]> {
  const chains = lines.map(({ chain }) => chain);
  const heads = await connection.rows<{ chain: string; sequence: number; hash: string }>(
    `SELECT chain, sequence, hash FROM trail_heads WHERE chain IN ${list(chains)} ORDER BY chain${
      connection.kind === 'mysql' ? ' FOR UPDATE' : ''
    }`,
    chains,
  );
  const headOf = new Map(heads.map((head) => [head.chain, head]));
  const records = lines.map(({ chain, at, action, body }) => {
    const { sequence: last, hash: before } = headOf.get(chain) as (typeof heads)[number];
    const sequence = last + 1;
    const hash = hashOf({ chain, sequence, at, action, body, previousHash: before });
    return { chain, sequence, at, action, body, before, hash };
  });
  await insertByHand(
    connection,
    'trail_records (chain, sequence, at, action, body, previousHash, hash)',
    records.map(({ chain, sequence, at, action, body, before, hash }) => [
      ...[chain, sequence, at, action, body, before, hash],
    ]),
  );
  await connection.change(
    `UPDATE trail_heads SET sequence = sequence + 1, hash = CASE chain ${'WHEN ? THEN ? '.repeat(records.length)}END
      WHERE chain IN ${list(chains)}`,
    [...records.flatMap(({ chain, hash }) => [chain, hash]), ...chains],
  );
  return records.map(({ sequence, hash }) => ({ sequence, hash }));
}
