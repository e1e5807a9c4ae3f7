import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Exports that take a while: asked for, made by one instance, kept for a day for whoever asked. */
export class KeptExports implements MigrationInterface {
  name = '0067-kept-exports';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'kept_exports',
      columns: {
        id: { kind: 'id' },
        requestId: { kind: 'code', length: 36 },
        unitId: { kind: 'reference', table: 'units' },
        askedBy: { kind: 'reference', table: 'accounts' },
        askedAt: { kind: 'instant' },
        document: { kind: 'code', length: 20 },
        format: { kind: 'code', length: 10 },
        fromMonth: { kind: 'month' },
        untilMonth: { kind: 'month' },
        state: { kind: 'code', length: 10 },
        rowsDone: { kind: 'count' },
        rowsTotal: { kind: 'count', nullable: true },
        attempts: { kind: 'count' },
        leaseToken: { kind: 'code', length: 36, nullable: true },
        leaseUntil: { kind: 'instant', nullable: true },
        finishedAt: { kind: 'instant', nullable: true },
        problem: { kind: 'code', length: 40, nullable: true },
        fileName: { kind: 'name', length: 200, nullable: true },
        plainName: { kind: 'code', length: 100, nullable: true },
        byteCount: { kind: 'count', nullable: true },
        fileDigest: { kind: 'digest', nullable: true },
      },
      uniques: [['requestId']],
      indices: [['state']],
      checks: { states: "state IN ('waiting', 'running', 'done', 'failed')" },
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('kept_exports');
  }
}
