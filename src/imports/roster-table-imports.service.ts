import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Canonical } from '../audit/canonical.js';
import type { Day } from '../calendar.js';
import { Database, marks } from '../database/database.js';
import type { Actor } from '../http/allow.js';
import { moveOf } from '../organisation/membership-rules.js';
import { Memberships } from '../organisation/memberships.service.js';
import { RosterImports, type RosterTable } from '../organisation/roster-imports.service.js';
import { Transfers } from '../organisation/transfers.service.js';
import type { TableCell, TableRow } from '../spreadsheets/read-table.js';
import { dayIn } from './cell-values.js';
import { personRows, type ReadDraft } from './draft-reading.service.js';
import type { GridCell, GridRow } from './grid.js';
import { countsOf, type KindPreview, type PreviewRow } from './kind-preview.js';
import type { CellProblem } from './past-months.js';
import type { KnownMember } from './people.js';

interface Leaver {
  rowNumber: number;
  member: KnownMember;
  day: Day;
  isDone: boolean;
}

interface Parts {
  table: RosterTable;
  leavers: Leaver[];
  problems: CellProblem[];
}

/** Changes of the roster from a table as a clerk keeps it: read by its mapping, and then planned and written as rosters are. */
@Injectable()
export class RosterTableImports {
  constructor(
    private readonly database: Database,
    private readonly rosters: RosterImports,
    private readonly memberships: Memberships,
    private readonly transfers: Transfers,
  ) {}

  async preview(read: ReadDraft, actor: Actor): Promise<KindPreview> {
    const { table, leavers, problems } = await this.parts(read);
    const planned = table.table.rows.length > 1 ? await this.rosters.previewOf(actor, table) : null;
    const rows: PreviewRow[] = [
      ...(planned?.rows ?? []).map(({ rowNumber, values, outcome, changes }) => ({
        ...{ rowNumber, memberName: values.name, memberNumber: values.memberNumber, outcome },
        changes: changes.map(({ field, before, after }) => ({ what: field, before, after })),
      })),
      ...leavers.map(({ rowNumber, member, day, isDone }) => ({
        ...{ rowNumber, memberName: member.name, memberNumber: member.memberNumber },
        outcome: isDone ? ('unchanged' as const) : ('leave' as const),
        changes: isDone ? [] : [{ what: 'leaveDay', before: '', after: day }],
      })),
    ];
    const bad = new Set(problems.map(({ rowNumber }) => rowNumber));
    const marked = rows.map((row) => (bad.has(row.rowNumber) ? { ...row, outcome: 'bad' as const } : row));
    marked.sort((one, other) => one.rowNumber - other.rowNumber);
    const ownProblems = (planned?.rows ?? []).flatMap(({ rowNumber, problems: own }) =>
      own.map(({ cell, code, params }) => ({ rowNumber, cell, code, ...(params && { params }) })),
    );
    return {
      ...{ counts: countsOf(marked), rows: marked, conflicts: [], unknownValues: [], months: [] },
      problems: [...problems, ...ownProblems].sort((one, other) => one.rowNumber - other.rowNumber),
      notes: planned?.notes ?? [],
      changes: marked.map(({ rowNumber, outcome, changes }) => [
        rowNumber,
        outcome,
        ...changes.map(({ what, before, after }) => [what, before, after]),
      ]) as Canonical,
    };
  }

  /** Inside a write that holds the organisation. */
  async write(read: ReadDraft, actor: Actor): Promise<void> {
    const { table, leavers } = await this.parts(read);
    if (table.table.rows.length > 1) {
      const { digest } = await this.rosters.previewOf(actor, table);
      await this.rosters.importOf(actor, table, digest);
    }
    const going = leavers.filter(({ isDone }) => !isDone);
    const versions = await this.versionsOf(going.map(({ member }) => member.memberId));
    for (const { member, day, rowNumber } of going) {
      const wish = { requestId: requestIdOf(read, rowNumber, member), toBranchId: null, groupId: null, fromDay: day };
      await this.transfers.move(actor, member.memberId, wish, versions.get(member.memberId) ?? 0);
    }
  }

  private async parts(read: ReadDraft): Promise<Parts> {
    const { mapping, people, table, grid, draft, unit } = read;
    const problems: CellProblem[] = [];
    const leavers: Leaver[] = [];
    const staying: GridRow[] = [];
    if (!mapping.columns.includes('name')) problems.push({ rowNumber: 0, cell: '', code: 'noNameColumn' });
    for (const row of personRows(read)) {
      const cell = row.cells[mapping.columns.indexOf('leaveDay')];
      const read = cell ? dayIn(cell) : { day: null };
      if ('code' in read) problems.push({ rowNumber: row.rowNumber, cell: cell!.address, ...read });
      else if (read.day === null) staying.push(row);
      else {
        const found = people.find(row, mapping.columns);
        if ('member' in found)
          leavers.push({ rowNumber: row.rowNumber, member: found.member, day: read.day, isDone: false });
        else
          problems.push({
            rowNumber: row.rowNumber,
            cell: found.cell,
            ...found.problem,
            suggestions: found.suggestions,
          });
      }
    }
    await this.judgeLeavers(leavers, problems, read);
    const named = mapping.columns.includes('memberNumber') ? staying : this.withNumbers(staying, read, problems);
    const fields = mapping.columns.map((meaning) => (meaning === 'leaveDay' ? null : meaning));
    if (!mapping.columns.includes('memberNumber')) fields.push('memberNumber');
    const headRow = Math.max(mapping.headUntil, 1);
    const head: TableRow = {
      rowNumber: headRow,
      hidden: false,
      cells: fields.map((field, index) => ({
        address: grid.rows[0]?.cells[index]?.address ?? '',
        text: field ?? '',
        kind: 'text' as const,
      })),
    };
    // A head of the roster's own words: fieldOfHead knows the names of the fields.
    const rows = named.map(({ rowNumber, hidden, cells }) => ({ rowNumber, hidden, cells: cells.map(asCell) }));
    return {
      table: { unitId: unit.id, fileName: draft.fileName, table: { ...table, rows: [head, ...rows] } },
      leavers,
      problems,
    };
  }

  /** A list without numbers names its people: the numbers are those of the members so called. */
  private withNumbers(rows: readonly GridRow[], { mapping, people }: ReadDraft, problems: CellProblem[]): GridRow[] {
    return rows.flatMap((row) => {
      const found = people.find(row, mapping.columns);
      const address = row.cells[Math.max(mapping.columns.indexOf('name'), 0)]?.address ?? '';
      if ('member' in found)
        return [
          {
            ...row,
            cells: [...row.cells, { address, text: found.member.memberNumber, kind: 'text' as const, merged: false }],
          },
        ];
      problems.push({ rowNumber: row.rowNumber, cell: found.cell, ...found.problem, suggestions: found.suggestions });
      return [];
    });
  }

  private async judgeLeavers(leavers: Leaver[], problems: CellProblem[], { mapping, grid }: ReadDraft): Promise<void> {
    const stays = await this.memberships.of(leavers.map(({ member }) => member.memberId));
    for (const leaver of leavers) {
      const { member, day, rowNumber } = leaver;
      const own = stays.get(member.memberId) ?? [];
      leaver.isDone = own.at(-1)?.untilDay === day;
      const effect = leaver.isDone ? null : moveOf(own, { toBranchId: null, fromDay: day });
      const cell =
        grid.rows.find((row) => row.rowNumber === rowNumber)?.cells[mapping.columns.indexOf('leaveDay')]?.address ?? '';
      if (effect && 'code' in effect) problems.push({ rowNumber, cell, code: effect.code, params: effect.params });
    }
  }

  private async versionsOf(memberIds: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.database.rows<{ id: number; version: number }>(
      `SELECT id, version FROM members WHERE id IN ${marks(memberIds)}`,
      memberIds,
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  }
}

/** What a merge covers has been filled in: the roster may take it for what it says. */
function asCell({ address, text, kind }: GridCell): TableCell {
  return { address, text: text.replace(/^['‘’](?=\S)/, ''), kind };
}

/** The same row of the same draft always asks for the same move. */
function requestIdOf({ draft }: ReadDraft, rowNumber: number, { memberId }: KnownMember): string {
  const hex = createHash('sha256').update(`${draft.id} ${draft.fileDigest} ${rowNumber} ${memberId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
