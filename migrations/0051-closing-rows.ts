import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** The figures of each closing, one set for each time that they changed, and who has read them. */
export class ClosingRows implements MigrationInterface {
  name = '0051-closing-rows';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'closing_revisions',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        revision: { kind: 'count' },
        cause: { kind: 'code', length: 20 },
        correctionId: { kind: 'reference', table: 'corrections', nullable: true },
        schemeVersionId: { kind: 'reference', table: 'scheme_versions' },
        asOf: { kind: 'day' },
        size: { kind: 'count' },
        digest: { kind: 'digest' },
        madeAt: { kind: 'instant' },
        madeBy: { kind: 'reference', table: 'accounts', nullable: true },
      },
      primaryKey: ['closingId', 'revision'],
    });
    await createTable(runner, {
      name: 'closing_rows',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        revision: { kind: 'count' },
        memberId: { kind: 'reference', table: 'members' },
        position: { kind: 'count' },
        home: { kind: 'flag' },
        months: { kind: 'json' },
        countedMonths: { kind: 'count' },
        meanHundredths: { kind: 'hundredths', nullable: true },
        resultHundredths: { kind: 'hundredths', nullable: true },
        sumHundredths: { kind: 'hundredths' },
        lowestHundredths: { kind: 'hundredths', nullable: true },
        deductionHundredths: { kind: 'hundredths' },
        contributionHundredths: { kind: 'hundredths' },
        vetoCode: { kind: 'code', length: 20, nullable: true },
        suggestedBandCode: { kind: 'code', length: 20, nullable: true },
        bandCode: { kind: 'code', length: 20, nullable: true },
        bandReason: { kind: 'text', nullable: true },
        openBands: { kind: 'json' },
        bandReasons: { kind: 'json' },
        remarks: { kind: 'json' },
        figuresDigest: { kind: 'digest' },
      },
      primaryKey: ['closingId', 'revision', 'memberId'],
    });
    await createTable(runner, {
      name: 'closing_acknowledgements',
      columns: {
        closingId: { kind: 'reference', table: 'closings' },
        memberId: { kind: 'reference', table: 'members' },
        figuresDigest: { kind: 'digest' },
        acknowledgedAt: { kind: 'instant' },
        notedBy: { kind: 'reference', table: 'accounts' },
        onPaper: { kind: 'flag' },
      },
      primaryKey: ['closingId', 'memberId', 'figuresDigest'],
    });
    await appendOnly(runner, 'closing_revisions');
    await appendOnly(runner, 'closing_rows');
    await appendOnly(runner, 'closing_acknowledgements');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('closing_acknowledgements');
    await runner.dropTable('closing_rows');
    await runner.dropTable('closing_revisions');
  }
}
