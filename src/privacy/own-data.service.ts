import { Injectable } from '@nestjs/common';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { keyIdOf, KeyRing } from '../key-ring.js';
import { contextOf, sealedColumns, type SealedTable, sealedTables } from '../vault/sealed-columns.js';
import { notTold, officeActs } from './not-told.js';
import type { CodeWordsView, OfficeActView, OwnDataView, StoredTableView } from './own-data.view.js';
import type { StoredTable } from './stored.js';
import { storedTables } from './stored-tables.js';
import { wordsOf } from './value-words.js';

type Value = string | number | null;
type Row = Record<string, Value>;

/** So many rows of a table are told: twenty years of sheets have as many lines. */
const rowsMost = 5000;

/** Answers "what do you have about me" from the list of everything stored (stored-tables.ts). */
@Injectable()
export class OwnData {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {}

  of(actor: Pick<Actor, 'accountId' | 'memberId'>): Promise<OwnDataView> {
    return this.database.read(async () => {
      const tables: StoredTableView[] = [];
      for (const stored of storedTables) {
        const id = stored.of === 'account' ? actor.accountId : actor.memberId;
        if (id !== null) tables.push(await this.table(stored, id));
      }
      return {
        madeAt: this.clock.now(),
        tables,
        codes: codesIn(tables),
        acts: await this.acts(actor.accountId),
        notTold: notTold.map(({ columns, reason }) => ({ columns: [...columns], reason })),
      };
    });
  }

  private async table(stored: StoredTable, id: number): Promise<StoredTableView> {
    const { table, matter, words, columns, from, order } = stored;
    const known = isSealed(table) ? [`${table}.${sealedColumns[table].row} AS rowKnownBy`] : [];
    const list = [...columns.map(selected), ...known].join(', ');
    const rows = await this.database.rows<Row>(
      `SELECT ${list} ${from} ORDER BY ${order} LIMIT ${rowsMost + 1}`,
      idFor(from, id),
    );
    const counted = stored.waiting
      ? await this.database.row<{ count: number }>(
          `SELECT COUNT(*) AS count ${stored.waiting}`,
          idFor(stored.waiting, id),
        )
      : undefined;
    return {
      ...{ table, matter, words },
      columns: columns.map(({ name, words: ofColumn, kind }) => ({ name, words: ofColumn, kind })),
      rows: rows.slice(0, rowsMost).map((row) => columns.map(({ name }) => this.text(table, name, row))),
      more: rows.length > rowsMost,
      waiting: counted?.count ?? 0,
    };
  }

  /** As text; what is sealed is opened, for its place is the reader's own record. */
  private text(table: string, name: string, row: Row): string | null {
    const value = row[name] ?? null;
    if (value === null) return null;
    const text = String(value);
    const known = row['rowKnownBy'];
    if (!isSealed(table) || known === null || known === undefined || keyIdOf(text) === null) return text;
    return this.keys.open(text, contextOf(table, known, name));
  }

  private async acts(accountId: number): Promise<OfficeActView[]> {
    const acts: OfficeActView[] = [];
    for (const { words, columns } of officeActs) {
      const counts = columns.map((column) => `(SELECT COUNT(*) FROM ${column.split('.')[0]} WHERE ${column} = ?)`);
      const sum = await this.database.row<{ count: number }>(
        `SELECT ${counts.join(' + ')} AS count`,
        columns.map(() => accountId),
      );
      if (sum && sum.count > 0) acts.push({ words, count: sum.count });
    }
    return acts;
  }
}

const isSealed = (table: string): table is SealedTable => (sealedTables as readonly string[]).includes(table);

const selected = ({ expression, name }: StoredTable['columns'][number]): string =>
  `${expression.replace(/ AS \w+$/, '')} AS \`${name}\``;

/** The same id for every `?`. */
const idFor = (sql: string, id: number): number[] => Array.from({ length: sql.split('?').length - 1 }, () => id);

function codesIn(tables: readonly StoredTableView[]): CodeWordsView[] {
  const found = new Map<string, CodeWordsView>();
  for (const { columns, rows } of tables)
    columns.forEach(({ name: column, kind }, index) => {
      if (kind !== 'code') return;
      for (const code of new Set(rows.map((row) => row[index] ?? ''))) {
        const words = wordsOf(column, code);
        if (words) found.set(`${column}.${code}`, { column, code, words });
      }
    });
  return [...found.values()].sort((one, other) => (one.column + one.code < other.column + other.code ? -1 : 1));
}
