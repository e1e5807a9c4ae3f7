import { readFile } from 'node:fs/promises';
import type { Instant } from '../calendar.js';
import { readSchemeFile } from './scheme-file.js';
import type { Schemes } from './schemes.service.js';

const defaultFile = new URL('../../schemes/default.yaml', import.meta.url);

/** Months from here on are scored by the default scheme until the organisation publishes one of its own. */
const effectiveFromMonth = '2020-01';

/** Publishes the default scheme in an empty database, with its file. Answers the version's id. */
export async function firstScheme(schemes: Schemes, now: Instant): Promise<number> {
  const source = await readFile(defaultFile, 'utf8');
  const { scheme, problems } = readSchemeFile(source);
  if (!scheme) {
    const told = problems.map(({ line, path, code }) => `line ${line}: ${path} ${code}`);
    throw new Error(`The default scheme can't be published:\n${told.join('\n')}`);
  }
  return schemes.publish(scheme, { effectiveFromMonth, now, actorAccountId: null, source });
}
