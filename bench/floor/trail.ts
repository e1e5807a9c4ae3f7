/** A line of the trail by hand: the head locked, the record hashed after it, whom it is about, and the head moved on. */
import { canonicalJson } from '#src/audit/canonical.js';
import { hashOf, type TrailLine } from '#src/audit/trail.service.js';
import type { Connection } from './server.js';

export async function appendByHand(
  { rows, change }: Connection,
  { chain, at, action, actorAccountId, about }: TrailLine,
  memberIds: readonly number[],
): Promise<void> {
  const [head] = await rows<{ sequence: number; hash: string }>(
    'SELECT sequence, hash FROM trail_heads WHERE chain = ? FOR UPDATE',
    [chain],
  );
  if (!head) throw new Error(`The trail has no chain ${chain}.`);
  const [sequence, previousHash] = [head.sequence + 1, head.hash];
  const body = canonicalJson({ ...about, actorAccountId });
  const hash = hashOf({ chain, sequence, at, action, body, previousHash });
  await change(
    'INSERT INTO trail_records (chain, sequence, at, action, body, previousHash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [chain, sequence, at, action, body, previousHash, hash],
  );
  await change(
    `INSERT INTO trail_subjects (chain, sequence, memberId) VALUES ${memberIds.map(() => '(?, ?, ?)').join(', ')}`,
    memberIds.flatMap((memberId) => [chain, sequence, memberId]),
  );
  await change('UPDATE trail_heads SET sequence = ?, hash = ? WHERE chain = ?', [sequence, hash, chain]);
}
