import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable } from '#src/database/dialect.js';

/** What the bureau says about the calendar of working days: single days, and years that it calls complete. */
export class CalendarTables implements MigrationInterface {
  name = '0026-calendar';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, {
      name: 'calendar_days',
      columns: {
        day: { kind: 'day' },
        kind: { kind: 'code', length: 10 },
        name: { kind: 'name', length: 40 },
        reason: { kind: 'text' },
        editedAt: { kind: 'instant' },
        editedBy: { kind: 'reference', table: 'accounts' },
      },
      primaryKey: ['day'],
      checks: { kinds: "kind IN ('working', 'holiday')" },
    });
    await createTable(runner, {
      name: 'calendar_years',
      columns: {
        year: { kind: 'count' },
        documentNumber: { kind: 'name', length: 80, nullable: true },
        announcedAt: { kind: 'instant', nullable: true },
        announcedBy: { kind: 'reference', table: 'accounts', nullable: true },
        version: { kind: 'count' },
      },
      primaryKey: ['year'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('calendar_years');
    await runner.dropTable('calendar_days');
  }
}
