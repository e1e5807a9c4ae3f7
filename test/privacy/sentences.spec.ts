import { readFileSync } from 'node:fs';
import type { Action } from '#src/http/allow.js';
import { readersOf } from '#src/privacy/notice-content.js';
import { wordsOf } from '#src/privacy/value-words.js';

/** The sentences beside the fields in which people write about themselves and others, and the right that they tell of. */
const told: Record<string, Action> = {
  sheet: 'sheet.read',
  objection: 'objection.read',
  closingObjection: 'closing.read',
  correction: 'correction.read',
};

describe.each(['zh', 'en'] as const)('the sentence that says in %s who will read it', (language) => {
  const text = readFileSync(`web/src/i18n/${language}/sees.ts`, 'utf8');

  test.each(Object.entries(told))(
    'about %s names everybody who may by the rights table, and nobody else',
    (what, action) => {
      const sentence = new RegExp(`\\b${what}:\\s*'([^']*)'`).exec(text)?.[1] ?? '';
      // A deputy's name holds the secretary's: the longer one is taken out first.
      const every = [
        'groupLeader',
        'witness',
        'deputySecretary',
        'secretary',
        'organisationCommissioner',
        'disciplineCommissioner',
        'bureauOffice',
        'auditor',
      ];
      let rest = sentence;
      const named = every.filter((role) => {
        const word = wordsOf('role', role)![language];
        const found = rest.includes(word);
        rest = rest.replace(word, '');
        return found;
      });
      const readers = readersOf([action]).map(({ role }) => role as string);
      expect(named.sort()).toEqual(every.filter((role) => readers.includes(role)).sort());
    },
  );
});
