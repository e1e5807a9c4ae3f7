/** The service on a database that the measurement has prepared: as main.ts starts it, but nothing is laid into the database. */
import { serve } from '#src/serve.js';

await serve(process.env, async () => undefined);
