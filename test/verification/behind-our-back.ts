import type { DataSource } from 'typeorm';
import { canonicalJson } from '#src/audit/canonical.js';
import type { TrailHead, TrailRecord } from '#src/audit/trail.entity.js';
import { chainOf, hashOf, nothingBefore, sha256, Trail } from '#src/audit/trail.service.js';
import { CONFIG, type Config } from '#src/config.js';
import { writingSource } from '#src/database/connecting.js';
import { digestOf } from '#src/publication/digest.js';
import type { Publication } from '#src/publication/publication.entity.js';
import type { Break, Counts } from '#src/verification/break.js';
import { MonthFactsReader } from '#src/verification/month-facts.service.js';
import { TrailReader } from '#src/verification/trail-reader.service.js';
import { Verification, type VerificationWish } from '#src/verification/verification.service.js';
import type { Database } from '#src/database/database.js';
import { testSealedRows } from '../support/database.js';
import { sheetsOf, startReview, openMonth, publish, type BranchAtWork, november } from '../support/month.js';
import type { Json, Service } from '../support/app.js';

const protectedTables = [
  'publications',
  'published_sheets',
  'published_lines',
  'publication_withdrawals',
  'publication_receipts',
  'amendments',
  'meeting_decisions',
  'closing_revisions',
  'closing_rows',
  'closing_acknowledgements',
  'closing_publications',
  'closing_withdrawals',
  'trail_records',
  'trail_subjects',
  'scheme_versions',
  'talk_records',
  'erasures',
];

/** The database as somebody has it who reached it past the service: a connection of his own, and no triggers any more. */
export class Intruder {
  private constructor(private readonly source: DataSource) {}

  static async at(service: Service): Promise<Intruder> {
    const { database } = service.app.get<Config>(CONFIG);
    const source = await writingSource(database, []).initialize();
    for (const table of protectedTables)
      for (const event of ['update', 'delete']) await source.query(`DROP TRIGGER IF EXISTS ${table}_no_${event}`);
    if (database.kind === 'sqlite') {
      await source.query('PRAGMA ignore_check_constraints = ON');
      await source.query('PRAGMA foreign_keys = OFF');
    }
    return new Intruder(source);
  }

  /** Runs statements; on MySQL without asking keys, as SQLite's are off for the whole connection. */
  async run(...statements: [sql: string, parameters?: unknown[]][]): Promise<void> {
    const runner = this.source.createQueryRunner();
    try {
      if (this.source.options.type === 'mysql') await runner.query('SET foreign_key_checks = 0');
      for (const [sql, parameters] of statements) await runner.query(sql, parameters);
      if (this.source.options.type === 'mysql') await runner.query('SET foreign_key_checks = 1');
    } finally {
      await runner.release();
    }
  }

  rows<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.source.query(sql, parameters) as Promise<T[]>;
  }

  async dropCheck(table: string, name: string): Promise<void> {
    if (this.source.options.type === 'mysql') await this.run([`ALTER TABLE ${table} DROP CHECK ${name}`]);
  }

  /** Puts rows back as they were read, whether they were changed or deleted. */
  async putBack(table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
    for (const row of rows) {
      const names = Object.keys(row).map((name) => `\`${name}\``);
      const values = names.map(() => '?').join(', ');
      await this.run([`REPLACE INTO ${table} (${names.join(', ')}) VALUES (${values})`, Object.values(row)]);
    }
  }

  /** Changes what one record says and computes its hash anew, but not those that follow. */
  async rewrite(chain: string, sequence: number, change: (said: Json) => void): Promise<void> {
    const [record] = await this.rows<TrailRecord>('SELECT * FROM trail_records WHERE chain = ? AND sequence = ?', [
      chain,
      sequence,
    ]);
    const said = JSON.parse(record!.body);
    change(said);
    const changed = { ...record!, body: canonicalJson(said) };
    await this.run([
      'UPDATE trail_records SET body = ?, hash = ? WHERE chain = ? AND sequence = ?',
      [changed.body, hashOf(changed), chain, sequence],
    ]);
  }

  /** Computes every hash of a chain anew, and its head, so that the chain is whole in itself. */
  async rehash(chain: string): Promise<void> {
    let previousHash = nothingBefore;
    let sequence = 0;
    for (const record of await this.rows<TrailRecord>('SELECT * FROM trail_records WHERE chain = ? ORDER BY sequence', [
      chain,
    ])) {
      const whole = { ...record, previousHash };
      const hash = hashOf(whole);
      await this.run([
        'UPDATE trail_records SET previousHash = ?, hash = ? WHERE chain = ? AND sequence = ?',
        [previousHash, hash, chain, record.sequence],
      ]);
      [previousHash, sequence] = [hash, record.sequence];
    }
    await this.run(['UPDATE trail_heads SET sequence = ?, hash = ? WHERE chain = ?', [sequence, previousHash, chain]]);
  }

  /** The digest of a publication as its rows are now. */
  async digestNow(id: number): Promise<string> {
    const [publication] = await this.rows<Publication>('SELECT * FROM publications WHERE id = ?', [id]);
    return digestOf(
      publication!,
      await this.rows('SELECT * FROM published_sheets WHERE publicationId = ?', [id]),
      await this.rows('SELECT * FROM published_lines WHERE publicationId = ?', [id]),
    );
  }

  head(chain: string): Promise<TrailHead[]> {
    return this.rows<TrailHead>('SELECT chain, sequence, hash FROM trail_heads WHERE chain = ?', [chain]);
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

export async function verified(
  database: Database,
  wish: Partial<VerificationWish> = {},
): Promise<{ breaks: Break[]; counts: Counts }> {
  const verification = new Verification(
    database,
    new TrailReader(database),
    new MonthFactsReader(database),
    testSealedRows,
  );
  const breaks: Break[] = [];
  let counts: Counts | undefined;
  for await (const event of verification.run({ unitId: null, fromMonth: null, printed: [], ...wish })) {
    if (event.type === 'break') breaks.push(event.found);
    if (event.type === 'result') counts = event.counts;
  }
  return { breaks, counts: counts! };
}

/** What the tests' shortcut gives without a line, as the service would have recorded it. */
export async function recordRoles(database: Database): Promise<void> {
  const roles = await database.read(() =>
    database.rows<{
      id: number;
      accountId: number;
      role: string;
      unitId: number;
      fromDay: string;
      untilDay: string | null;
    }>('SELECT id, accountId, role, unitId, fromDay, untilDay FROM role_assignments ORDER BY id'),
  );
  const known = new Set(
    (
      await database.read(() =>
        database.rows<{ body: string }>("SELECT body FROM trail_records WHERE action = 'role.assign'"),
      )
    ).map(({ body }) => JSON.parse(body).roleAssignmentId as number),
  );
  await database.write(async () => {
    for (const { id, ...role } of roles.filter((one) => !known.has(one.id)))
      await new Trail(database).append({
        chain: 'organisation',
        at: '2026-01-01T00:00:00.000Z',
        action: 'role.assign',
        actorAccountId: null,
        about: { roleAssignmentId: id, ...role },
      });
  });
}

export interface PublishedMonth {
  branch: BranchAtWork;
  chain: string;
  branchMonthId: number;
  publicationId: number;
  sheetIds: number[];
}

export const claim = {
  itemCode: 'C-01',
  count: 2,
  occurredOn: '2026-11-03',
  description: '志愿服务',
  evidence: '证明',
};

/** A month as it comes about: one claims something, one is exempt, the others are as usual; decided and published. */
export async function aPublishedMonth(branch: BranchAtWork, wish: typeof november = november): Promise<PublishedMonth> {
  const { id } = await openMonth(branch, wish);
  const sheets = await sheetsOf(branch, id);
  const [, , third, fourth] = sheets;
  const occurredOn = `${wish.month}-03`;
  await branch.members[2]!.put(`/api/v1/sheets/${third!.id}/submission`, { lines: [] }, { version: third!.version });
  await branch.members[3]!.put(
    `/api/v1/sheets/${fourth!.id}/submission`,
    { lines: [{ ...claim, occurredOn }] },
    { version: fourth!.version },
  );
  await startReview(branch, id);
  for (const sheet of await sheetsOf(branch, id)) {
    const reviewer = sheet.ownCase ? branch.deputy : branch.secretary;
    const [path, version] = [`/api/v1/sheets/${sheet.id}`, { version: sheet.version }];
    if (sheet.id === sheets[1]!.id) {
      const exemption = { reason: 'approvedExemption', note: '病假' };
      await branch.secretary.put(`${path}/exemption`, exemption, version);
      continue;
    }
    const decisions = sheet.id === fourth!.id ? [{ number: 1, outcome: 'accepted' }] : [];
    await reviewer.put(`${path}/review`, { decisions, additions: [], complete: true }, version);
  }
  const published = await publish(branch, id);
  if (published.status !== 200) throw new Error(`publish: ${published.status} ${JSON.stringify(published.body)}`);
  return {
    branch,
    chain: chainOf(branch.branchId),
    branchMonthId: id,
    publicationId: published.body.publication.id,
    sheetIds: sheets.map((sheet) => sheet.id),
  };
}

export { sha256 };
