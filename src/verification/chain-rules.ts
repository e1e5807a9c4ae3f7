import type { Canonical } from '../audit/canonical.js';
import { subjectsOf } from '../audit/subjects.js';
import type { TrailHead, TrailRecord } from '../audit/trail.entity.js';
import { hashOf, nothingBefore } from '../audit/trail.service.js';
import { type Finding, finding } from './break.js';

export interface ChainEnd {
  sequence: number;
  hash: string;
}

export const beginningOfChain: ChainEnd = { sequence: 0, hash: nothingBefore };

/** What a record says, read; null for what is no canonical JSON of an object any more. */
export type Said = Record<string, Canonical> & { actorAccountId?: number | null };

export function saidBy({ body }: Pick<TrailRecord, 'body'>): Said | null {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === 'object' && said !== null && !Array.isArray(said) ? (said as Said) : null;
  } catch {
    return null;
  }
}

/**
 * Whether a record follows what came before it, says what its hash says, and is about those it is kept for
 * (DESIGN.md, house rule 7). Answers also the end that the next record must follow: after a gap the record itself, so that
 * one record that is missing is one finding.
 */
export function followUp(
  before: ChainEnd,
  record: TrailRecord,
  subjects: readonly number[],
): { findings: Finding[]; end: ChainEnd } {
  const { chain, sequence, previousHash, hash } = record;
  const key = { chain, sequence };
  const findings: Finding[] = [];
  if (sequence !== before.sequence + 1)
    findings.push(
      finding('recordMissing', 'trail_records', { chain, sequence: before.sequence + 1 }, { found: sequence }),
    );
  else if (previousHash !== before.hash)
    findings.push(
      finding('chainBroken', 'trail_records', key, {
        column: 'previousHash',
        expected: before.hash,
        found: previousHash,
      }),
    );
  const computed = hashOf(record);
  if (computed !== hash)
    findings.push(finding('recordHash', 'trail_records', key, { column: 'hash', expected: hash, found: computed }));
  const said = saidBy(record);
  if (!said) findings.push(finding('recordUnreadable', 'trail_records', key, { column: 'body' }));
  else findings.push(...subjectFindings(record, said, subjects));
  return { findings, end: { sequence, hash } };
}

function subjectFindings({ chain, sequence, action }: TrailRecord, said: Said, kept: readonly number[]): Finding[] {
  const about = subjectsOf(action, said);
  // Lines about unchanged sheets once named the sheets alone; whom they are about was looked up for them.
  const old = action === 'month.acceptUnchanged' && said.memberIds === undefined;
  const missing = about.filter((id) => !kept.includes(id));
  const strange = old ? [] : kept.filter((id) => !about.includes(id));
  if (missing.length === 0 && strange.length === 0) return [];
  return [
    finding(
      'subjectsDiffer',
      'trail_subjects',
      { chain, sequence },
      {
        column: 'memberId',
        expected: about.join(', '),
        found: kept.join(', '),
      },
    ),
  ];
}

/** Whether the head that the next record would follow is the last record's. */
export function headFindings(chain: string, head: TrailHead | undefined, end: ChainEnd): Finding[] {
  if (!head) return [finding('headMissing', 'trail_heads', { chain }, { expected: `${end.sequence} ${end.hash}` })];
  if (head.sequence === end.sequence && head.hash === end.hash) return [];
  return [
    finding(
      'headDiffers',
      'trail_heads',
      { chain },
      {
        expected: `${head.sequence} ${head.hash}`,
        found: `${end.sequence} ${end.hash}`,
      },
    ),
  ];
}
