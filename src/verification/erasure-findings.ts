import type { TrailRecord } from '../audit/trail.entity.js';
import { type Database, marks } from '../database/database.js';
import { erasedText } from '../vault/erased.js';
import { erasedColumns, isWritten } from '../vault/erased-columns.js';
import { type Counts, type Finding, finding } from './break.js';
import type { Said } from './chain-rules.js';

interface Recorded {
  rule: unknown;
  at: string;
}

/** So many findings of one column are enough to know. */
const findingsMost = 20;

/**
 * Who was erased, as the organisation's trail tells it. Erased is what the purge erased with a line, and nothing else: a salt that
 * is gone without one, a name that was erased without one, and words that are there again afterwards are breaks.
 */
export class RecordedErasures {
  private readonly byMember = new Map<number, Recorded>();

  follow({ action, at }: TrailRecord, { memberId, rule }: Said): void {
    if (action === 'member.erase' && typeof memberId === 'number') this.byMember.set(memberId, { rule, at });
  }

  /** Inside `read`, when the whole trail of the organisation was followed. */
  async findings(database: Database, counts: Counts): Promise<Finding[]> {
    const rows = await database.rows<{ memberId: number } & Recorded>('SELECT memberId, rule, at FROM erasures');
    const files = await database.row<{ count: number }>(
      'SELECT COUNT(*) AS count FROM evidence_files WHERE erasedAt IS NOT NULL',
    );
    counts.erasedMembers = this.byMember.size;
    counts.erasedFiles = Number(files?.count ?? 0);
    return [
      ...this.rowFindings(rows),
      ...(await this.saltFindings(database)),
      ...(await this.nameFindings(database)),
      ...(await this.wordFindings(database)),
    ];
  }

  private rowFindings(rows: readonly ({ memberId: number } & Recorded)[]): Finding[] {
    const there = new Map(rows.map((row) => [row.memberId, row]));
    const gone = [...this.byMember.keys()].filter((memberId) => !there.has(memberId));
    return [
      ...gone.map((memberId) => finding('rowGone', 'erasures', { memberId })),
      ...rows.flatMap(({ memberId, ...row }) => {
        const said = this.byMember.get(memberId);
        if (!said) return [finding('erasureUnrecorded', 'erasures', { memberId })];
        return (['rule', 'at'] as const)
          .filter((column) => row[column] !== said[column])
          .map((column) =>
            finding('rowDiffers', 'erasures', { memberId }, { column, expected: said[column], found: row[column] }),
          );
      }),
    ];
  }

  private async saltFindings(database: Database): Promise<Finding[]> {
    const without = await database.rows<{ memberId: number }>(
      `SELECT members.id AS memberId FROM members LEFT JOIN trail_salts ON trail_salts.memberId = members.id
        WHERE trail_salts.memberId IS NULL ORDER BY members.id`,
    );
    const gone = new Set(without.map(({ memberId }) => memberId));
    return [
      ...[...gone]
        .filter((memberId) => !this.byMember.has(memberId))
        .map((memberId) => finding('erasureUnrecorded', 'trail_salts', { memberId })),
      ...[...this.byMember.keys()]
        .filter((memberId) => !gone.has(memberId))
        .map((memberId) => finding('erasedDiffers', 'trail_salts', { memberId })),
    ];
  }

  private async nameFindings(database: Database): Promise<Finding[]> {
    const named = await database.rows<{ id: number }>('SELECT id FROM members WHERE name = ? ORDER BY id', [
      erasedText,
    ]);
    return named
      .filter(({ id }) => !this.byMember.has(id))
      .map(({ id }) => finding('erasureUnrecorded', 'members', { id }, { column: 'name', found: erasedText }));
  }

  private async wordFindings(database: Database): Promise<Finding[]> {
    const members = [...this.byMember.keys()];
    if (members.length === 0) return [];
    const findings: Finding[] = [];
    for (const { table, row, where, columns } of erasedColumns)
      for (const column of columns)
        for (let from = 0; from < members.length; from += 500) {
          const some = members.slice(from, from + 500);
          const rows = await database.rows<{ known: string | number }>(
            `SELECT ${row} AS known FROM ${table} WHERE ${where(marks(some))} AND ${isWritten(column)}
              ORDER BY ${row} LIMIT ${findingsMost}`,
            some,
          );
          findings.push(...rows.map(({ known }) => finding('erasedDiffers', table, { [row]: known }, { column })));
        }
    return findings;
  }
}
