import type { TrailHead, TrailRecord } from '../audit/trail.entity.js';
import type { Counts, Finding } from './break.js';
import { finding } from './break.js';
import { beginningOfChain, type ChainEnd, followUp, headFindings, type Said, saidBy } from './chain-rules.js';
import type { PrintedHead } from './printed-head.js';

/** A record with the members it is kept for. */
export type ReadRecord = TrailRecord & { subjects: number[] };

/**
 * Goes along one chain from its beginning, record by record, in as many pieces as they are read in. It remembers its last
 * record and nothing else.
 */
export class ChainWalk {
  end: ChainEnd = beginningOfChain;
  readonly findings: Finding[] = [];
  private readonly met = new Set<PrintedHead>();

  constructor(
    readonly chain: string,
    private readonly printed: readonly PrintedHead[],
    private readonly counts: Counts,
    private readonly notice: (record: TrailRecord, said: Said) => void = () => undefined,
  ) {}

  follow(records: readonly ReadRecord[]): void {
    for (const { subjects, ...record } of records) {
      const { findings, end } = followUp(this.end, record, subjects);
      this.findings.push(...findings);
      this.end = end;
      this.counts.records += 1;
      const said = saidBy(record);
      this.compare(record, said);
      if (said) this.notice(record, said);
    }
  }

  /** Call it once everything is followed that was there when the head was read. */
  finish(head: TrailHead | undefined): void {
    this.counts.chains += 1;
    this.findings.push(...headFindings(this.chain, head, this.end));
    for (const one of this.printed)
      if (!this.met.has(one))
        this.findings.push(this.printedFinding('printedHeadMissing', one, String(this.end.sequence)));
  }

  private compare({ sequence, hash }: TrailRecord, said: Said | null): void {
    for (const one of this.printed) {
      if (one.sequence !== sequence) continue;
      this.met.add(one);
      const digest = typeof said?.digest === 'string' ? said.digest : '';
      if (!hash.startsWith(one.digits) && !digest.startsWith(one.digits))
        this.findings.push(this.printedFinding('printedHeadDiffers', one, hash));
    }
  }

  private printedFinding(code: 'printedHeadDiffers' | 'printedHeadMissing', one: PrintedHead, found: string): Finding {
    return finding(
      code,
      'trail_records',
      { chain: one.chain, sequence: one.sequence },
      { expected: one.digits, found },
    );
  }
}
