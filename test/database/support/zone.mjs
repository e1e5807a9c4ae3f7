// Writes one row and reads all, in whatever zone the process was started with. The door is opened as it is: in a service, a process
// that isn't in UTC refuses to start; this shows that nothing would be lost if one did not.
import { readConfig } from '#src/config.js';
import { Database } from '#src/database/database.js';

const database = await Database.open(readConfig({ ...process.env, DATABASE_URL: process.argv[2] }).database, {
  entities: [],
});
const instant = new Date(Date.UTC(2026, 2, 8, 7, 30, 0, 7)); // in New York, the hour that summer time skips
await database.write(() =>
  database.change(
    'INSERT INTO sample (code, name, day, month, at, points, version, active) VALUES (?, ?, ?, ?, ?, 0, 1, 1)',
    [process.argv[3], process.argv[3], '2026-11-01', '2026-11', instant.toISOString()],
  ),
);
const rows = await database.read(() =>
  database.rows("SELECT code, day, month, at, at >= '2026-03-08T07:30:00.000Z' AS after FROM sample ORDER BY id"),
);
await database.close();
const same = rows.every((row) => new Date(row.at).getTime() === instant.getTime());
console.log(JSON.stringify({ rows, same, offsetMinutes: instant.getTimezoneOffset() }));
