/** What people were told is kept, and whether the database has it: once, and not less. */
import type { Database } from '#src/database/database.js';

export type Step = 'save' | 'submit' | 'withdraw' | 'decide' | 'reopen';
export type Line = Record<string, string | number | null>;

/** What the service has acknowledged of one sheet. */
export interface Acknowledged {
  version: number;
  state: string;
  /** What its member says, where a member wrote last; null: reviewers did. */
  lines: readonly Line[] | null;
}

interface SheetAccount {
  last: Acknowledged | null;
  /** Writes that were answered with 200, each once however often it was sent; and those of which nobody ever learned. */
  acknowledged: number;
  unknown: number;
  submissions: number;
  unknownSubmissions: number;
}

export interface Findings {
  acknowledged: number;
  lost: string[];
  doubled: string[];
  /** Somebody read less than had been acknowledged to the same person. */
  wrongReads: string[];
}

const columns = ['itemCode', 'optionCode', 'count', 'description', 'reason'] as const;

/** Lines in the form in which they are compared, whether they were sent, answered or stored. */
export const sayingOf = (lines: readonly Line[]): string =>
  JSON.stringify(lines.map((line) => columns.map((column) => line[column] ?? (column === 'count' ? null : ''))));

export class Ledger {
  readonly wrongReads: string[] = [];
  private readonly sheets = new Map<number, SheetAccount>();
  /** Sheets accepted together, by branch-month: what was acknowledged, and how many requests nobody learned the end of. */
  private readonly batches = new Map<number, { accepted: number; unknown: number }>();

  /** A write was answered with 200. */
  acknowledge(sheetId: number, step: Step, now: Acknowledged): void {
    const account = this.accountOf(sheetId);
    account.last = now;
    account.acknowledged += 1;
    if (step === 'submit') account.submissions += 1;
  }

  /** A write was sent, and whoever sent it gave up before there was an answer. */
  giveUp(sheetId: number, step: Step): void {
    const account = this.accountOf(sheetId);
    account.unknown += 1;
    if (step === 'submit') account.unknownSubmissions += 1;
  }

  acknowledgeBatch(branchMonthId: number, accepted: number): void {
    this.batchOf(branchMonthId).accepted += accepted;
  }

  giveUpBatch(branchMonthId: number): void {
    this.batchOf(branchMonthId).unknown += 1;
  }

  /** What somebody reads of a sheet that nobody else writes must be what he was told last. */
  read(sheetId: number, found: { version: number; state: string; lines: readonly Line[] }): void {
    const account = this.accountOf(sheetId);
    if (account.last === null || account.unknown > 0) return;
    const { version, state, lines } = account.last;
    const isSame = found.version === version && found.state === state;
    if (isSame && (lines === null || sayingOf(lines) === sayingOf(found.lines))) return;
    this.wrongReads.push(
      `sheet ${sheetId}: version ${version} (${state}) was acknowledged, ${found.version} (${found.state}) was read`,
    );
  }

  async compare(database: Database): Promise<Findings> {
    const stored = await storedSheets(database);
    const [lost, doubled]: [string[], string[]] = [[], []];
    let acknowledged = 0;
    for (const [sheetId, account] of this.sheets) {
      acknowledged += account.acknowledged;
      const found = stored.sheets.get(sheetId);
      const writes = found ? found.version - 1 - found.batches : 0;
      const counted = [
        ['writes', writes, account.acknowledged, account.unknown],
        ['submissions in the trail', found?.submissions ?? 0, account.submissions, account.unknownSubmissions],
      ] as const;
      for (const [what, there, told, unknown] of counted) {
        if (there < told) lost.push(`sheet ${sheetId}: ${told} ${what} were acknowledged, ${there} are there`);
        if (there > told + unknown)
          doubled.push(`sheet ${sheetId}: ${told} ${what} were acknowledged, ${there} are there`);
      }
      const { last, unknown } = account;
      if (!found || !last?.lines || unknown > 0 || found.batches > 0 || writes !== account.acknowledged) continue;
      if (found.state !== last.state || sayingOf(found.lines) !== sayingOf(last.lines))
        lost.push(
          `sheet ${sheetId}: ${last.state} ${sayingOf(last.lines)} was acknowledged, ${found.state} ${sayingOf(found.lines)} is there`,
        );
    }
    for (const [branchMonthId, { accepted, unknown }] of this.batches) {
      acknowledged += accepted > 0 ? 1 : 0;
      const there = stored.accepted.get(branchMonthId) ?? 0;
      const says = `month ${branchMonthId}: ${accepted} sheets accepted together were acknowledged, ${there} are there`;
      if (there < accepted) lost.push(says);
      if (there > accepted && unknown === 0) doubled.push(says);
    }
    return { acknowledged, lost, doubled, wrongReads: this.wrongReads };
  }

  private accountOf(sheetId: number): SheetAccount {
    const none = { last: null, acknowledged: 0, unknown: 0, submissions: 0, unknownSubmissions: 0 };
    const account = this.sheets.get(sheetId) ?? none;
    this.sheets.set(sheetId, account);
    return account;
  }

  private batchOf(branchMonthId: number): { accepted: number; unknown: number } {
    const batch = this.batches.get(branchMonthId) ?? { accepted: 0, unknown: 0 };
    this.batches.set(branchMonthId, batch);
    return batch;
  }
}

interface StoredSheet {
  version: number;
  state: string;
  lines: Line[];
  submissions: number;
  /** How often it was accepted together with others. */
  batches: number;
}

async function storedSheets(
  database: Database,
): Promise<{ sheets: Map<number, StoredSheet>; accepted: Map<number, number> }> {
  return database.read(async () => {
    const rows = await database.rows<{ id: number; version: number; state: string }>(
      `SELECT sheets.id, sheets.version, sheets.state
         FROM sheets JOIN branch_months ON branch_months.id = sheets.branchMonthId
        WHERE branch_months.state IN ('selfAssessment', 'review')`,
    );
    const sheets = new Map(rows.map((row) => [row.id, { ...row, lines: [] as Line[], submissions: 0, batches: 0 }]));
    const lines = await database.rows<Line & { sheetId: number }>(
      `SELECT sheetId, ${columns.join(', ')} FROM sheet_lines WHERE origin = 'self' ORDER BY sheetId, number`,
    );
    for (const line of lines) sheets.get(line.sheetId)?.lines.push(line);
    const accepted = new Map<number, number>();
    const records = await database.rows<{ action: string; body: string }>(
      "SELECT action, body FROM trail_records WHERE action IN ('sheet.submit', 'month.acceptUnchanged')",
    );
    for (const { action, body } of records) {
      const about = JSON.parse(body) as { sheetId: number; branchMonthId: number; accepted: { sheetIds: number[] }[] };
      const ofOne = action === 'sheet.submit' ? sheets.get(about.sheetId) : undefined;
      if (ofOne) ofOne.submissions += 1;
      if (action === 'sheet.submit') continue;
      const together = about.accepted.flatMap(({ sheetIds }) => sheetIds);
      for (const sheetId of together) sheets.get(sheetId)!.batches += 1;
      accepted.set(about.branchMonthId, (accepted.get(about.branchMonthId) ?? 0) + together.length);
    }
    return { sheets, accepted };
  });
}
