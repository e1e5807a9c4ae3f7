import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Where a pre-review says something else than the sheet. What it agrees with has no line. */
export class PreReviewLines implements MigrationInterface {
  name = '0024-pre-review-lines';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'pre_review_lines',
      columns: {
        sheetId: { kind: 'reference', table: 'sheets' },
        number: { kind: 'count' },
        itemCode: { kind: 'code', length: 20 },
        outcome: { kind: 'code', length: 10 },
        optionCode: { kind: 'code', length: 40, nullable: true },
        count: { kind: 'count', nullable: true },
        pointsHundredths: { kind: 'hundredths', nullable: true },
        occurredOn: { kind: 'day', nullable: true },
        description: { kind: 'text' },
        reason: { kind: 'text' },
      },
      primaryKey: ['sheetId', 'number'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('pre_review_lines');
  }
}
