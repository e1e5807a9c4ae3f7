import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, createTable } from '#src/database/dialect.js';

/** What a closed meeting decided about each sheet, for ever: it is what its minutes say. */
export class MeetingDecisions implements MigrationInterface {
  name = '0047-meeting-decisions';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'meeting_decisions',
      columns: {
        meetingId: { kind: 'reference', table: 'meetings' },
        sheetId: { kind: 'reference', table: 'sheets' },
        decidedAt: { kind: 'instant' },
        notScored: { kind: 'flag' },
        selfScoreHundredths: { kind: 'hundredths', nullable: true },
        scoreHundredths: { kind: 'hundredths', nullable: true },
        changes: { kind: 'json' },
      },
      primaryKey: ['meetingId', 'sheetId'],
    });
    await appendOnly(runner, 'meeting_decisions');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('meeting_decisions');
  }
}
