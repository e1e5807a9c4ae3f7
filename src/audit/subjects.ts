import type { Canonical } from './canonical.js';

/** What a line says of whom it is about. An import of the roster tells its members apart by what it did to them. */
const always = ['memberId', 'memberIds'];
const ofRosterImport = ['added', 'changed', 'cameIn', 'left'];

/** The members that a line of the trail is about, each once, in the order of their ids. Who acted isn't among them for that. */
export function subjectsOf(action: string, about: Readonly<Record<string, Canonical>>): number[] {
  const names = action === 'roster.import' ? [...always, ...ofRosterImport] : always;
  const ids = names.flatMap((name) => about[name] ?? []).filter((id): id is number => typeof id === 'number');
  return [...new Set(ids)].sort((one, other) => one - other);
}
