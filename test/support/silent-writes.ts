import { AsyncLocalStorage } from 'node:async_hooks';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getMetadataArgsStorage } from 'typeorm';
import { hasTrailWords } from './trail-words.js';
import type { Database } from '#src/database/database.js';

/** What may be written without a line in the trail, and why. */
const tablesWithoutLine: Record<string, string> = {
  limit_uses: 'that somebody asked, or guessed, decides nothing; it is forgotten within minutes',
  unknown_names: 'that a name was tried that nobody has decides nothing',
  sessions: 'that a browser is signed in, or still in use, decides nothing',
  provider_requests:
    'that somebody is on the way to the provider of sign-ins decides nothing; what comes of it has lines',
  half_sign_ins: 'the same, of a sign-in between its two steps',
  scheme_drafts: 'a draft is nobody’s rule; its publication has a line with the digest of what it became',
  import_drafts: 'a file that waits to be imported is its owner’s alone; what is imported has lines of its own',
  import_draft_parts: 'the same',
  import_mappings: 'what the columns of a table meant decides nothing; it only saves clicks',
  correction_notices: 'that a correction was read is noted once, in the row that told of it',
  kept_exports:
    'that an export was asked for, goes on or is thrown away decides nothing; its file leaves a line when it is made',
  kept_export_parts: 'the same',
  access_lines: 'that somebody looked at a record is a line of its own kind, and decides nothing',
  purge_runs: 'what a purge has done so far; each thing that it erases, and its end, have lines of their own',
  publication_receipts: 'a receipt is only ever inserted and is its own record',
};
/** What may be changed, but neither added nor removed, without a line in the trail. */
const changesWithoutLine: Record<string, RegExp> = {
  personal_tokens: /^UPDATE personal_tokens SET lastUsedAt = \?/,
};
const routesWithoutLine: Record<string, string> = {
  'PUT /api/v1/me/data-requests/:dataRequestId/receipt': 'that an answer was read is noted once, in the request itself',
  'PUT /api/v1/objections/:objectionKey/receipt': 'that an answer was read is noted once, in the objection itself',
  'PUT /api/v1/sheets/:sheetId/draft': 'a draft is its writer’s alone until it is handed in',
  'POST /api/v1/session': 'failed tries are counted in the account, and forgotten at the next sign-in',
  'POST /api/v1/session/second-factor': 'which code was used last, and how often one was wrong, decides nothing else',
  'PUT /api/v1/session/proof': 'the same as signing in',
  'PUT /api/v1/session/password': 'the same, for a current password that is wrong; the change itself has a line',
};

interface Written {
  tables: Set<string>;
}

/**
 * Watches a service under test: every request that is answered with 2xx and wrote anything has left a line in the trail, but for
 * what is named above. Answers, when asked, the requests that did not. Every spec that starts a service proves this of all the
 * requests it makes.
 */
export function watchWrites(app: NestFastifyApplication, database: Database): () => string[] {
  const running = new AsyncLocalStorage<Written>();
  const silent = new Set<string>();
  const note = (table: string) => running.getStore()?.tables.add(table);

  const insert = database.insert.bind(database);
  database.insert = async (entity, rows) => {
    if (rows.length > 0) note(tableOf(entity));
    if (tableOf(entity) === 'trail_records')
      for (const { action } of rows as unknown as { action: string }[])
        if (running.getStore() && !hasTrailWords(action))
          silent.add(`${action} has no words in web/src/i18n/*/trail.ts`);
    return insert(entity, rows);
  };
  const change = database.change.bind(database);
  database.change = async (sql, parameters) => {
    const changed = await change(sql, parameters);
    const table = /\b(?:into|update|from)\s+`?(\w+)/i.exec(sql)?.[1] ?? sql;
    if (changed > 0 && !changesWithoutLine[table]?.test(sql)) note(table);
    return changed;
  };

  const written = new WeakMap<object, Written>();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('preHandler', (request, _reply, done) => {
    const store = { tables: new Set<string>() };
    written.set(request, store);
    running.run(store, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const tables = [...(written.get(request)?.tables ?? [])].filter((table) => !(table in tablesWithoutLine));
    const route = `${request.method} ${request.routeOptions.url}`;
    const isKept = reply.statusCode < 300 && tables.length > 0;
    if (isKept && !tables.includes('trail_records') && !(route in routesWithoutLine))
      silent.add(`${route} wrote ${tables.sort().join(', ')}`);
    done();
  });
  return () => [...silent];
}

/** `@Entity('trail_records')` told TypeORM; the class itself is all that a caller of `insert` names. */
function tableOf(entity: new () => object): string {
  return tableNames.get(entity) ?? entity.name;
}

const tableNames = new Map<new () => object, string>();
for (const { target, name } of getMetadataArgsStorage().tables)
  if (typeof target === 'function' && name !== undefined) tableNames.set(target as new () => object, name);
