import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '#src/database/database.js';
import type { Client, Service } from '../support/app.js';
import { pdf } from '../evidence/files.js';
import {
  aBranchAtWork,
  aBureauWithScheme,
  aDecidedMonth,
  type BranchAtWork,
  makeReady,
  notice,
  openMonth,
  sheetsOf,
} from '../support/month.js';
import { recordRoles } from '../verification/behind-our-back.js';

/** A write that the service said yes to, and when. */
export type Acknowledged = { at: number } & (
  | { kind: 'evidence'; requestId: string; digest: string }
  | { kind: 'submission'; sheetId: number; version: number }
  | { kind: 'publication'; branchMonthId: number }
);

/** A bureau in which several people are at work: some hand in, some upload, secretaries publish. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that were no yes: there should be none. */
  readonly refused: string[] = [];
  private stopped = false;
  private working: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly writers: BranchAtWork,
    private readonly sheetIds: readonly number[],
    private readonly ready: { branch: BranchAtWork; branchMonthId: number }[],
    private readonly kept: number,
  ) {}

  /** `kept` of the months are left for `publishNext`. */
  static async prepare(service: Service, publications: number, kept: number): Promise<Load> {
    const bureauId = await aBureauWithScheme(service);
    const writers = await aBranchAtWork(service, bureauId, { size: 5 });
    const { id } = await openMonth(writers);
    const sheets = await sheetsOf(writers, id);
    const ready: { branch: BranchAtWork; branchMonthId: number }[] = [];
    for (let index = 0; index < publications; index += 1) {
      const branch = await aBranchAtWork(service, bureauId, { size: 4 });
      const branchMonthId = await aDecidedMonth(branch);
      await makeReady(branch, branchMonthId);
      ready.push({ branch, branchMonthId });
    }
    await recordRoles(service.database);
    return new Load(
      writers,
      sheets.map((sheet) => sheet.id),
      ready,
      kept,
    );
  }

  start(): void {
    const { members } = this.writers;
    const [first, second, third, fourth, fifth] = members as [Client, Client, Client, Client, Client];
    this.working = Promise.all([
      this.handIn(first, this.sheetIds[0]!),
      this.handIn(second, this.sheetIds[1]!),
      this.handIn(third, this.sheetIds[2]!),
      this.upload(fourth, this.sheetIds[3]!),
      this.upload(fifth, this.sheetIds[4]!),
      this.publishAll(),
    ]);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
  }

  async publishNext(): Promise<void> {
    const next = this.ready.shift();
    if (!next) return;
    const { branch, branchMonthId } = next;
    const path = `/api/v1/branch-months/${branchMonthId}`;
    const { version } = await branch.commissioner.get(path);
    const answer = await branch.commissioner.put(`${path}/publication`, notice, { version: version! });
    this.note(answer.status, { kind: 'publication', branchMonthId });
  }

  private note(
    status: number,
    what: Acknowledged extends infer A ? (A extends { at: number } ? Omit<A, 'at'> : never) : never,
  ): void {
    if (status >= 300) this.refused.push(`${status} to ${what.kind}`);
    else this.acknowledged.push({ ...what, at: performance.now() } as Acknowledged);
  }

  private async handIn(member: Client, sheetId: number): Promise<void> {
    const path = `/api/v1/sheets/${sheetId}/submission`;
    while (!this.stopped) {
      const { version } = await member.get(`/api/v1/sheets/${sheetId}`);
      const handedIn = await member.put(path, { lines: [] }, { version: version! });
      this.note(handedIn.status, { kind: 'submission', sheetId, version: handedIn.version ?? 0 });
      await member.delete(path, { version: handedIn.version! });
    }
  }

  private async upload(member: Client, sheetId: number): Promise<void> {
    // A sheet takes so many files and no more; they come slowly enough to last.
    for (let count = 0; count < 12 && !this.stopped; count += 1) {
      const requestId = randomUUID();
      const bytes = pdf(`% ${requestId}`);
      const query = new URLSearchParams({ requestId, fileName: '证明.pdf' });
      const answer = await member.post(`/api/v1/sheets/${sheetId}/evidence?${query}`, bytes, {
        headers: { 'content-type': 'application/octet-stream' },
      });
      this.note(answer.status, {
        kind: 'evidence',
        requestId,
        digest: createHash('sha256').update(bytes).digest('hex'),
      });
      await pause(150);
    }
  }

  private async publishAll(): Promise<void> {
    while (!this.stopped && this.ready.length > this.kept) {
      await this.publishNext();
      await pause(300);
    }
  }
}

/** What was acknowledged and isn't in the database. */
export function missingOf(database: Database, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  return database.read(async () => {
    const files = await database.rows<{ requestId: string; digest: string }>(
      'SELECT requestId, digest FROM evidence_files',
    );
    const sheets = await database.rows<{ id: number; version: number }>('SELECT id, version FROM sheets');
    const published = await database.rows<{ id: number }>('SELECT branchMonthId AS id FROM publications');
    return acknowledged.flatMap((write) => {
      const there =
        write.kind === 'evidence'
          ? files.some(({ requestId, digest }) => requestId === write.requestId && digest === write.digest)
          : write.kind === 'submission'
            ? sheets.some(({ id, version }) => id === write.sheetId && version >= write.version)
            : published.some(({ id }) => id === write.branchMonthId);
      return there ? [] : [JSON.stringify(write)];
    });
  });
}
