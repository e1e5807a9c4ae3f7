import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** Who was erased, whose erasing is stopped, and what the bureau ordered. Nobody carries out his own order. */
export class Erasures implements MigrationInterface {
  name = '0084-erasures';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'erasures',
      columns: {
        memberId: { kind: 'reference', table: 'members' },
        rule: { kind: 'code', length: 20 },
        at: { kind: 'instant' },
      },
      primaryKey: ['memberId'],
    });
    await appendOnly(runner, 'erasures');
    await createTable(runner, {
      name: 'member_holds',
      columns: {
        memberId: { kind: 'reference', table: 'members' },
        reason: { kind: 'text' },
        setBy: { kind: 'reference', table: 'accounts' },
        setAt: { kind: 'instant' },
      },
      primaryKey: ['memberId'],
    });
    await createTable(runner, {
      name: 'erasure_orders',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        memberId: { kind: 'reference', table: 'members' },
        ground: { kind: 'text' },
        state: { kind: 'code', length: 20 },
        orderedBy: { kind: 'reference', table: 'accounts' },
        orderedAt: { kind: 'instant' },
        endedBy: { kind: 'reference', table: 'accounts', nullable: true },
        endedAt: { kind: 'instant', nullable: true },
        version: { kind: 'count' },
      },
      uniques: [['requestId']],
      checks: { secondPerson: "state <> 'carriedOut' OR (endedBy IS NOT NULL AND endedBy <> orderedBy)" },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['erasure_orders', 'member_holds', 'erasures']) await runner.dropTable(table);
  }
}
