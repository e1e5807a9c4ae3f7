import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** Who was expected at a meeting and who came, and what was put to the vote. */
export class MeetingPeople implements MigrationInterface {
  name = '0046-meeting-people';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'meeting_attendance',
      columns: {
        meetingId: { kind: 'reference', table: 'meetings' },
        memberId: { kind: 'reference', table: 'members' },
        seat: { kind: 'code', length: 10 },
        presence: { kind: 'code', length: 10 },
        reason: { kind: 'text' },
      },
      primaryKey: ['meetingId', 'memberId'],
    });
    await createTable(runner, {
      name: 'meeting_votes',
      columns: {
        meetingId: { kind: 'reference', table: 'meetings' },
        number: { kind: 'count' },
        sheetId: { kind: 'reference', table: 'sheets' },
        lineNumber: { kind: 'count', nullable: true },
        question: { kind: 'text' },
        inFavour: { kind: 'count' },
        against: { kind: 'count' },
        abstaining: { kind: 'count' },
      },
      primaryKey: ['meetingId', 'number'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('meeting_votes');
    await runner.dropTable('meeting_attendance');
  }
}
