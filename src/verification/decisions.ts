import type { TrailRecord } from '../audit/trail.entity.js';
import type { Said } from './chain-rules.js';

/** The last that the trail says about a sheet: who decided it, and what came out. */
export interface Decision {
  action: string;
  sequence: number;
  actorAccountId: number | null;
  scoreHundredths: number | null;
  reason: string | null;
}

/** A publication as its line in the trail tells it. */
export interface PublishingLine {
  sequence: number;
  hash: string;
  at: string;
  said: Said;
  /** What had been decided of the month's sheets at that moment, by sheet. */
  decisions: ReadonlyMap<number, Decision>;
}

const undone = new Set(['sheet.reopen', 'sheet.return', 'sheet.scoreAfterAll']);

/**
 * Follows a branch's trail from its beginning and keeps what a publication is held against: what was decided about each sheet,
 * and what was published. It holds one entry a sheet, and lets go of a month's decisions when they are published.
 */
export class Decisions {
  readonly publications = new Map<number, PublishingLine>();
  private readonly ofMonth = new Map<number, Map<number, Decision>>();

  follow({ action, sequence, hash, at }: TrailRecord, said: Said): void {
    const month = typeof said.branchMonthId === 'number' ? said.branchMonthId : null;
    if (month === null) return;
    if (typeof said.digest === 'string' && typeof said.number === 'number') {
      this.publications.set(sequence, { sequence, hash, at, said, decisions: new Map(this.sheetsOf(month)) });
      return;
    }
    const by = { action, sequence, actorAccountId: said.actorAccountId ?? null };
    if (action === 'month.acceptUnchanged') {
      for (const { sheetIds, scoreHundredths } of (said.accepted ?? []) as unknown as Accepted[])
        for (const id of sheetIds) this.sheetsOf(month).set(id, { ...by, scoreHundredths, reason: null });
      return;
    }
    if (typeof said.sheetId !== 'number') return;
    if (action === 'sheet.decide' && said.complete === true)
      this.sheetsOf(month).set(said.sheetId, {
        ...by,
        scoreHundredths: typeof said.scoreHundredths === 'number' ? said.scoreHundredths : null,
        reason: null,
      });
    else if (action === 'sheet.exempt')
      this.sheetsOf(month).set(said.sheetId, { ...by, scoreHundredths: null, reason: String(said.reason) });
    else if (undone.has(action)) this.sheetsOf(month).delete(said.sheetId);
  }

  private sheetsOf(branchMonthId: number): Map<number, Decision> {
    const known = this.ofMonth.get(branchMonthId) ?? new Map<number, Decision>();
    this.ofMonth.set(branchMonthId, known);
    return known;
  }
}

interface Accepted {
  sheetIds: number[];
  scoreHundredths: number;
}
