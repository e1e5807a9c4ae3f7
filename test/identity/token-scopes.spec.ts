import { readFileSync } from 'node:fs';
import { actions } from '#src/http/allow.js';
import { actionsOf, tokenScopeNames, tokenScopes } from '#src/identity/token-scopes.js';

/** Actions that no token is good for, and why: they are for people at the screen. */
const forPeople: Record<string, RegExp> = {
  'who comes in, and by what': /^(account|accountTrail|policy|role|session)\./,
  'what is kept of people, and for how long': /^(dataRequest\.(answer|decide)|erasure\..+|retention\.manage)$/,
  'how the organisation is set up': /^(calendar|ownItems|privacyNotice|ranking|scheme|settings|template|unit)\.manage$/,
  'decisions that people sign for':
    /^(appeal|closing|correction|exemption|meeting|month|objection|veto)\.(?!read$)|^(board|sheet)\.(acknowledge|archive|exempt|extend|proxy)$/,
  'what few may read': /^(accessLine|dataRequest|exemption|objection|retention|talk|veto|trail)\.(read|keep)$/,
  'what is typed in by somebody who answers for it': /^(import\.prepare|reportFacts\.keep)$/,
};

test('every action is within a scope or, for a reason, for people alone; never both', () => {
  const inScopes = actionsOf(tokenScopeNames, true);
  const reasons = (action: string) => Object.values(forPeople).filter((reason) => reason.test(action)).length;
  const decisionsInScopes = ['month.review'];
  for (const action of actions)
    expect([
      action,
      inScopes.has(action) ? !decisionsInScopes.includes(action) && reasons(action) > 0 : reasons(action) === 0,
    ]).toEqual([action, false]);
});

test('what a scope reads it does not name again as what it changes, and reading alone changes nothing', () => {
  for (const name of tokenScopeNames) {
    const { reads, changes }: { reads: readonly string[]; changes: readonly string[] } = tokenScopes[name];
    expect([name, reads.filter((action) => changes.includes(action)), [...reads].sort()]).toEqual([name, [], reads]);
  }
  expect(actionsOf(['read'], false).size).toBe(0);
  expect(actionsOf(['exports'], false)).toEqual(new Set(['publication.export']));
});

test('docs/sign-in.md tells of the scopes as they are', () => {
  const written = readFileSync('docs/sign-in.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| `(\w+)`/.test(line) && tokenScopeNames.some((name) => line.startsWith(`| \`${name}\``)))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' ') || '–';
  expect(written).toEqual(
    tokenScopeNames.map((name) => {
      const { says, reads, changes } = tokenScopes[name];
      return [`\`${name}\``, says, inCode(reads), inCode(changes)];
    }),
  );
});
