import { Trail } from './audit/trail.service.js';
import type { Clock } from './calendar.js';
import type { Database } from './database/database.js';
import { firstAdministrator } from './identity/first-administrator.js';
import { firstScheme } from './schemes/first-scheme.js';
import { Schemes } from './schemes/schemes.service.js';

/** What an empty database needs before anybody can work: one administrator with a random password, and the default scheme. */
export async function firstStart(database: Database, clock: Clock): Promise<void> {
  const trail = new Trail(database);
  const administrator = await firstAdministrator(database, clock);
  await firstScheme(new Schemes(database, trail), clock.now());
  if (administrator)
    console.log(
      `First administrator: ${administrator.signInName}, first password: ${administrator.password} ` +
        '(shown this once; it has to be changed at the first sign-in)',
    );
}
