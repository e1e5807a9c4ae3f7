import type { MigrationInterface, QueryRunner } from 'typeorm';

interface OldLine {
  chain: string;
  sequence: number;
  action: string;
  body: string;
}

const pageSize = 500;

/**
 * Says of every line that was written before whom it is about. What accepted unchanged sheets named the sheets and not their
 * members. Lines that are done are passed over, so that a migration killed half-way can run again.
 */
export class TrailSubjectsOfOldLines implements MigrationInterface {
  name = '0044-trail-subjects-of-old-lines';

  async up(runner: QueryRunner): Promise<void> {
    let [chain, sequence] = ['', 0];
    for (;;) {
      const lines = (await runner.query(
        `SELECT chain, sequence, action, body FROM trail_records
          WHERE chain > ? OR (chain = ? AND sequence > ?) ORDER BY chain, sequence LIMIT ${pageSize}`,
        [chain, chain, sequence],
      )) as OldLine[];
      for (const line of lines) await this.fill(runner, line);
      const last = lines.at(-1);
      if (!last || lines.length < pageSize) return;
      [chain, sequence] = [last.chain, last.sequence];
    }
  }

  async down(): Promise<void> {
    // The table goes with the step before.
  }

  private async fill(runner: QueryRunner, { chain, sequence, action, body }: OldLine): Promise<void> {
    const about = JSON.parse(body) as Record<string, unknown>;
    const named = action === 'roster.import' ? ['added', 'changed', 'cameIn', 'left'] : ['memberId', 'memberIds'];
    const ids = named.flatMap((name) => about[name]).filter((id): id is number => typeof id === 'number');
    if (action === 'month.acceptUnchanged') ids.push(...(await this.membersOf(runner, about)));
    for (const memberId of new Set(ids))
      await runner.query(
        `INSERT INTO trail_subjects (chain, sequence, memberId)
         SELECT ?, ?, ? FROM trail_heads WHERE chain = ? AND NOT EXISTS
           (SELECT 1 FROM trail_subjects WHERE chain = ? AND sequence = ? AND memberId = ?)`,
        [chain, sequence, memberId, chain, chain, sequence, memberId],
      );
  }

  private async membersOf(runner: QueryRunner, about: Record<string, unknown>): Promise<number[]> {
    const accepted = (about.accepted ?? []) as { sheetIds: number[] }[];
    const sheetIds = accepted.flatMap((each) => each.sheetIds);
    if (sheetIds.length === 0) return [];
    const rows = (await runner.query(
      `SELECT memberId FROM sheets WHERE id IN (${sheetIds.map(() => '?').join(', ')})`,
      sheetIds,
    )) as { memberId: number }[];
    return rows.map(({ memberId }) => memberId);
  }
}
