import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Instant } from '../calendar.js';
import type { Scheme } from '../scoring/scheme.js';
import type { Schemes } from './schemes.service.js';

const defaultScheme = new URL('../../schemes/default.yaml', import.meta.url);

/** Months from here on are scored by the default scheme until the organisation publishes one of its own. */
const effectiveFromMonth = '2020-01';

/** Publishes the default scheme in an empty database. */
export async function firstScheme(schemes: Schemes, now: Instant): Promise<void> {
  const scheme = parse(await readFile(defaultScheme, 'utf8')) as Scheme;
  await schemes.publish(scheme, { effectiveFromMonth, now, actorAccountId: null });
}
