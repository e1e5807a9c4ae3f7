import { Injectable } from '@nestjs/common';
import type { Instant } from '../calendar.js';
import { Clock } from '../calendar.js';
import { Database } from '../database/database.js';
import { Refusal } from '../http/refusal.js';
import type { UnitRow } from '../organisation/organisation.service.js';
import { tableOf } from '../organisation/roster-imports.service.js';
import { type LoadedScheme, Schemes } from '../schemes/schemes.service.js';
import type { Table } from '../spreadsheets/read-table.js';
import { DraftFiles } from './draft-files.service.js';
import { type Grid, gridOf, type GridRow } from './grid.js';
import type { ImportDraft } from './import-draft.entity.js';
import { ImportMapping } from './import-mapping.entity.js';
import { figureOf, fingerprintOf, isMeaning, type Mapping, type Meaning, type RememberedMapping } from './mapping.js';
import { type KnownMember, People } from './people.js';
import { classesOf, meaningsOf, propose, type ProposalContext, type RowClass } from './proposal.js';
import { below, isBelow } from '../identity/scope.js';

/** What a person says anew; what is left out is proposed again. */
export type MappingWish = Partial<Mapping>;

/** A draft's file with what it means: as its owner said, as last time, or as it looks. */
export interface ReadDraft {
  draft: ImportDraft;
  unit: UnitRow;
  table: Table;
  grid: Grid;
  mapping: Mapping;
  /** The words of the head, column by column. */
  heads: string[];
  /** The first cell of each column's head. */
  headCells: string[];
  classes: ReadonlyMap<number, RowClass>;
  /** The columns mean what they meant in the last table with this head. */
  remembered: boolean;
  yearGuessed: boolean;
  people: People;
  /** The rule in force today, whose items and categories columns may name; null: there is none yet. */
  scheme: LoadedScheme | null;
}

/** Reads a draft's file and says what it means. */
@Injectable()
export class DraftReading {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly files: DraftFiles,
    private readonly schemes: Schemes,
  ) {}

  /** With `wish`, as it would be read if this were said about it. @throws invalid */
  async read(draft: ImportDraft, unit: UnitRow, wish?: MappingWish): Promise<ReadDraft> {
    const said = wish ?? (draft.mapping === null ? null : (JSON.parse(draft.mapping) as Mapping));
    const bytes = await this.files.bytesOf(draft);
    const table = await tableOf({ bytes, fileName: draft.fileName }, said?.sheet);
    const grid = gridOf(table);
    const today = this.clock.today();
    const people = new People(await this.membersOf(unit));
    const scheme = await this.schemeOf(unit);
    const { items = [], categories = [] } = scheme?.definition ?? {};
    const context: ProposalContext = {
      kind: draft.kind,
      names: people.names,
      numbers: people.numbers,
      today,
      items,
      categories,
      titles: [table.sheet, draft.fileName],
    };
    const proposed = propose(grid, context);
    const head = { headFrom: said?.headFrom ?? proposed.headFrom, headUntil: said?.headUntil ?? proposed.headUntil };
    const isOtherHead = head.headFrom !== proposed.headFrom || head.headUntil !== proposed.headUntil;
    const titles = [...titlesAbove(grid, head.headFrom), ...context.titles];
    const meanings = isOtherHead ? meaningsOf(grid, head, titles, context) : proposed;
    const last = said?.columns ? null : await this.remembered(draft, fingerprintOf(draft.kind, meanings.heads));
    const mapping: Mapping = {
      sheet: table.sheet,
      ...head,
      columns: said?.columns
        ? fitted(said.columns, grid.width)
        : last
          ? recalled(last.columns, meanings.columns)
          : meanings.columns,
      takenIn: said?.takenIn ?? [],
      leftOut: said?.leftOut ?? [],
      month: said?.month === undefined ? meanings.month : said.month,
      values: said?.values ?? last?.values ?? [],
      reason: said?.reason ?? `据《${draft.fileName.replace(/\.[^.]+$/, '').slice(0, 80)}》`,
      overwrite: said?.overwrite ?? [],
    };
    const known = {
      items: new Set(items.map(({ code }) => code)),
      categories: new Set(categories.map(({ code }) => code)),
    };
    mapping.columns = mapping.columns.map((meaning) =>
      meaning !== null && isMeaning(draft.kind, meaning, known) ? meaning : null,
    );
    const firstHead = grid.rows.find(({ rowNumber }) => rowNumber === head.headUntil);
    return {
      ...{ draft, unit, table, grid, mapping, people, scheme },
      heads: meanings.heads,
      headCells: firstHead?.cells.map(({ address }) => address) ?? [],
      classes: classesOf(grid, head, mapping.columns),
      remembered: last !== null,
      yearGuessed: meanings.yearGuessed && draft.kind === 'pastMonths',
    };
  }

  /** Keeps what the columns meant, for the next table with this head; inside the write that imported it. */
  async remember({ draft, mapping, heads }: ReadDraft, now: Instant, accountId: number): Promise<void> {
    const fingerprint = fingerprintOf(draft.kind, heads);
    const remembered: RememberedMapping = { columns: mapping.columns.map(forgettingMonth), values: mapping.values };
    const row = [JSON.stringify(remembered), now, accountId, draft.unitId, draft.kind, fingerprint] as const;
    const changed = await this.database.change(
      'UPDATE import_mappings SET mapping = ?, savedAt = ?, savedBy = ? WHERE unitId = ? AND kind = ? AND fingerprint = ?',
      row,
    );
    if (changed === 1) return;
    const [text, savedAt, savedBy, unitId, kind] = row;
    await this.database.insert(ImportMapping, [{ unitId, kind, fingerprint, mapping: text, savedAt, savedBy }]);
  }

  private async remembered({ unitId, kind }: ImportDraft, fingerprint: string): Promise<RememberedMapping | null> {
    const row = await this.database.read(() =>
      this.database.row<{ mapping: string }>(
        'SELECT mapping FROM import_mappings WHERE unitId = ? AND kind = ? AND fingerprint = ?',
        [unitId, kind, fingerprint],
      ),
    );
    return row ? (JSON.parse(row.mapping) as RememberedMapping) : null;
  }

  private async schemeOf({ id, kind }: UnitRow): Promise<LoadedScheme | null> {
    try {
      return await this.schemes.inForce(this.clock.today().slice(0, 7), kind === 'branch' ? id : null);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'conflict') return null;
      throw error;
    }
  }

  /** Everybody who is or was in a branch of the unit, with the time from his first day in one of them to his last. */
  private async membersOf({ path }: UnitRow): Promise<KnownMember[]> {
    const stays = await this.database.read(() =>
      this.database.rows<KnownMember>(
        `SELECT members.id AS memberId, members.memberNumber, members.name, members.standing, memberships.id AS membershipId,
                memberships.fromDay, memberships.untilDay, memberships.rosterOrder, memberships.profileCode
           FROM memberships
           JOIN members ON members.id = memberships.memberId
           JOIN units ON units.id = memberships.branchId
          WHERE ${isBelow('units.path')} ORDER BY members.id, memberships.fromDay`,
        [below(path)],
      ),
    );
    const members = new Map<number, KnownMember>();
    for (const stay of stays) {
      const first = members.get(stay.memberId);
      members.set(stay.memberId, first ? { ...stay, fromDay: first.fromDay, membershipId: first.membershipId } : stay);
    }
    return [...members.values()];
  }
}

/** The rows that are people: as they look, or as somebody said. */
export function personRows({ grid, classes, mapping }: ReadDraft): GridRow[] {
  const [takenIn, leftOut] = [new Set(mapping.takenIn), new Set(mapping.leftOut)];
  return grid.rows.filter(({ rowNumber }) => {
    if (leftOut.has(rowNumber)) return false;
    return classes.get(rowNumber) === 'person' || takenIn.has(rowNumber);
  });
}

function titlesAbove({ rows }: Grid, headFrom: number): string[] {
  return [
    ...new Set(
      rows.filter(({ rowNumber }) => rowNumber < headFrom).flatMap(({ cells }) => cells.map(({ text }) => text)),
    ),
  ];
}

const fitted = (columns: readonly (Meaning | null)[], width: number) =>
  Array.from({ length: width }, (_, index) => columns[index] ?? null);

/** The month of a column belongs to its file: what is remembered is that it is a month's. */
function forgettingMonth(meaning: Meaning | null): Meaning | null {
  if (meaning === null || figureOf(meaning).month === null) return meaning;
  return `${figureOf(meaning).figure}@*`;
}

function recalled(last: readonly (Meaning | null)[], proposed: readonly (Meaning | null)[]): (Meaning | null)[] {
  return proposed.map((meaning, index) => {
    const before = last[index] ?? null;
    if (before === null || !before.endsWith('@*')) return before;
    const month = meaning === null ? null : figureOf(meaning).month;
    return month === null ? null : `${before.slice(0, -2)}@${month}`;
  });
}
