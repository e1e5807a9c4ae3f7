import { AsyncLocalStorage } from 'node:async_hooks';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getMetadataArgsStorage } from 'typeorm';
import type { Database } from '#src/database/database.js';

/** What a refused request may leave behind, and why. */
const keptAfterRefusal: Record<string, string> = {
  sessions: 'that a browser is still in use',
  accounts: 'how often a password was wrong',
  unknown_names: 'how often a name was tried that nobody has',
  personal_tokens: 'that a token is still in use',
  limit_uses: 'how often somebody guessed',
};

/** By table, how many rows were added (taken away, below zero) and whether any was touched. */
type Rows = Map<string, number>;

/**
 * Counts what is committed, by request: a request that is refused commits nothing, and every row there is was committed by some
 * request, or by a job.
 */
export class Ledger {
  readonly added: Rows = new Map();
  private readonly attempt = new AsyncLocalStorage<Rows>();
  private readonly request = new AsyncLocalStorage<Rows>();
  private readonly committed = new WeakMap<object, Rows>();
  private readonly faults: string[] = [];

  constructor(
    app: NestFastifyApplication,
    private readonly database: Database,
  ) {
    this.watchDatabase();
    const server = app.getHttpAdapter().getInstance();
    server.addHook('preHandler', (request, _reply, done) => {
      const store: Rows = new Map();
      this.committed.set(request, store);
      this.request.run(store, done);
    });
    server.addHook('onResponse', (request, reply, done) => {
      const tables = [...(this.committed.get(request)?.keys() ?? [])].filter((table) => !(table in keptAfterRefusal));
      if (reply.statusCode >= 400 && tables.length > 0)
        this.faults.push(
          `${request.method} ${request.url} was answered ${reply.statusCode} and wrote ${tables.join(', ')}`,
        );
      done();
    });
  }

  /** The refused requests that wrote, since this was last asked. */
  faultsSince(): string[] {
    return this.faults.splice(0);
  }

  /** How many rows each table has. */
  async count(): Promise<Rows> {
    const tables = getMetadataArgsStorage().tables.map(({ name }) => name!);
    return this.database.read(async () => {
      const counts: Rows = new Map();
      for (const table of tables)
        counts.set(table, (await this.database.row<{ many: number }>(`SELECT COUNT(*) AS many FROM ${table}`))!.many);
      return counts;
    });
  }

  private watchDatabase(): void {
    const { database } = this;
    const [write, insert, change] = [
      database.write.bind(database),
      database.insert.bind(database),
      database.change.bind(database),
    ];
    database.write = async (work) => {
      if (this.attempt.getStore()) return write(work);
      let rows: Rows = new Map();
      // Each attempt begins anew; the last one is what was committed.
      const result = await write(() => this.attempt.run((rows = new Map()), work));
      for (const [table, many] of rows) {
        add(this.added, table, many);
        const store = this.request.getStore();
        if (store) add(store, table, many);
      }
      return result;
    };
    database.insert = async (entity, rows) => {
      const ids = await insert(entity, rows);
      if (rows.length > 0) this.note(tableNames.get(entity) ?? entity.name, rows.length);
      return ids;
    };
    database.change = async (sql, parameters) => {
      const changed = await change(sql, parameters);
      const [, verb, table] =
        /^\s*(?:with\b.*?\)\s*)?(insert|update|delete)\b.*?(?:into|from|update)?\s+`?(\w+)`?/is.exec(sql) ?? [];
      const name = /\b(?:into|update|from)\s+`?(\w+)/i.exec(sql)?.[1] ?? table ?? sql;
      const isDelete = verb?.toLowerCase() === 'delete';
      const isInsert = verb?.toLowerCase() === 'insert';
      if (changed > 0) this.note(name, isInsert ? changed : isDelete ? -changed : 0);
      return changed;
    };
  }

  private note(table: string, many: number): void {
    const rows = this.attempt.getStore();
    if (rows) add(rows, table, many);
  }
}

function add(rows: Rows, table: string, many: number): void {
  rows.set(table, (rows.get(table) ?? 0) + many);
}

const tableNames = new Map<new () => object, string>();
for (const { target, name } of getMetadataArgsStorage().tables)
  if (typeof target === 'function' && name !== undefined) tableNames.set(target as new () => object, name);
