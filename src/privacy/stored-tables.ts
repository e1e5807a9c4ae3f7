import type { StoredTable } from './stored.js';
import { storedCases } from './stored-cases.js';
import { storedMonths } from './stored-months.js';
import { storedPerson } from './stored-person.js';
import { storedTraces } from './stored-traces.js';

/**
 * Everything that is stored about a person, as far as he may read it himself. The page that says what is processed and the answer
 * to "what do you have about me" are both made from this list; test/privacy/stored.spec.ts holds it against all tables.
 */
export const storedTables: readonly StoredTable[] = [...storedPerson, ...storedMonths, ...storedCases, ...storedTraces];
