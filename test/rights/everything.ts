import { getMetadataArgsStorage } from 'typeorm';
import type { Database } from '#src/database/database.js';

/** How many rows each table has, and the sum of its versions where it has them; that somebody was there is not looked at. */
export async function everything(database: Database): Promise<Record<string, number>> {
  const { tables, columns } = getMetadataArgsStorage();
  const counts = tables
    .filter(({ name }) => name !== 'sessions')
    .map(({ name, target }) => {
      const hasVersion = columns.some((column) => column.target === target && column.propertyName === 'version');
      const versions = hasVersion ? `COALESCE(SUM(${name}.version), 0)` : '0';
      return `SELECT '${name}' AS name, COUNT(*) AS number, ${versions} AS versions FROM ${name}`;
    });
  const rows = await database.read(() =>
    database.rows<{ name: string; number: number; versions: number }>(counts.join(' UNION ALL ')),
  );
  return Object.fromEntries(rows.map(({ name, number, versions }) => [name, number * 1_000_000 + Number(versions)]));
}
