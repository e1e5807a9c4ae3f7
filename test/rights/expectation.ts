import type { Line } from './routes.js';
import { seenBy } from './routes.js';
import { type Holder, type Reach, type Who } from './who.js';
import { parentOf, type Place, type Principal, type Target } from './world.js';

/**
 * What an operation answers: `in` is whatever isn't about rights (done, or refused for what was sent), and the refusals are exact.
 * `inOrMissing`: let in, but what is asked for is not there in this kind of unit. `depends`: let in, or forbidden in this case.
 */
export type Expected = 'in' | 'inOrMissing' | 'depends' | (typeof refusals)[number];
/** `tokenScope` and `invalidToken` are for who comes with a personal token. */
export const refusals = [
  'signInRequired',
  'passwordChangeRequired',
  'forbidden',
  'notFound',
  'tokenScope',
  'invalidToken',
] as const;

function isBelow(place: Place | null, above: Place): boolean {
  for (let at = place; at !== null; at = parentOf[at]) if (at === above) return true;
  return false;
}

function reaches(reach: Reach, home: Place, { place, own }: Target): boolean {
  switch (reach) {
    case 'own':
      return own;
    case 'branch':
    case 'below':
      return isBelow(place, home);
    case 'line':
      return isBelow(place, home) || (place !== null && isBelow(home, place));
    case 'anywhere':
      return true;
  }
}

function isAmong(who: Who, { holds }: Principal, target: Target): boolean {
  return holds.some(({ as, at }: { as: Holder; at: Place }) => {
    const reach = who[as];
    return reach !== undefined && reaches(reach, at, target);
  });
}

/** What the operation answers to whoever asks for this. */
export function expected(line: Line, principal: Principal, target: Target): Expected {
  const letIn = isFilled(line, target) ? 'in' : 'inOrMissing';
  if (line.kind === 'anyone') return letIn;
  if (principal.always === 'signInRequired') return 'signInRequired';
  if (principal.always !== null && line.kind !== 'fresh') return principal.always;
  if (line.kind !== 'only') return letIn;
  if (target.place === null) return 'notFound';
  if (isAmong(line.by, principal, target)) return letIn;
  if (line.sometimes && isAmong(line.sometimes, principal, target)) return 'depends';
  const isSeen = !line.isHidden && (line.on === 'organisation' || isAmong(seenBy[line.on], principal, target));
  return isSeen ? 'forbidden' : 'notFound';
}

/** What is a branch's own is not there in a part or in a group of it. */
function isFilled({ on, isEmpty }: Line, { place }: Target): boolean {
  if (isEmpty) return false;
  if (on === 'noGroup') return place !== 'group' && place !== 'otherGroup';
  return on !== 'branch' || place === 'branch' || place === 'otherBranch' || place === 'farBranch';
}

/** Whether the answer must be a refusal for lack of rights. */
export const isRefusal = (wanted: Expected): boolean => !['in', 'inOrMissing', 'depends'].includes(wanted);
