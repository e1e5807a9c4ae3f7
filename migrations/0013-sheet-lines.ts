import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What differs from the default or was claimed, and what was decided about it. */
export class SheetLines implements MigrationInterface {
  name = '0013-sheet-lines';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'sheet_lines',
      columns: {
        sheetId: { kind: 'reference', table: 'sheets' },
        number: { kind: 'count' },
        itemCode: { kind: 'code', length: 20 },
        origin: { kind: 'code', length: 10 },
        optionCode: { kind: 'code', length: 40, nullable: true },
        count: { kind: 'count', nullable: true },
        pointsHundredths: { kind: 'hundredths', nullable: true },
        occurredOn: { kind: 'day', nullable: true },
        description: { kind: 'text' },
        reason: { kind: 'text' },
        evidence: { kind: 'text' },
        witness: { kind: 'name', length: 80 },
        deedKey: { kind: 'code', length: 64, nullable: true },
        outcome: { kind: 'code', length: 10, nullable: true },
        decidedOptionCode: { kind: 'code', length: 40, nullable: true },
        decidedCount: { kind: 'count', nullable: true },
        decidedPointsHundredths: { kind: 'hundredths', nullable: true },
        decisionReason: { kind: 'text', nullable: true },
        decidedBy: { kind: 'reference', table: 'accounts', nullable: true },
        decidedAt: { kind: 'instant', nullable: true },
        claimedHundredths: { kind: 'hundredths', nullable: true },
        countedHundredths: { kind: 'hundredths', nullable: true },
        notes: { kind: 'json', nullable: true },
      },
      primaryKey: ['sheetId', 'number'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sheet_lines');
  }
}
