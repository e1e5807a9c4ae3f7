import { reactive, toRaw } from 'vue';
import { ApiProblem, call, forgetTagged } from './api';
import type { Action, Me, Unit, UnitReference } from './api-types';
import { leave } from './kept';

/** Who is signed in, and the part of the tree he may see. */
export const session = reactive<{ me: Me | null; known: boolean; units: Unit[]; endsAt: number }>({
  me: null,
  // In this browser's time, whatever its clock says.
  endsAt: Infinity,
  known: false,
  units: [],
});

/** Asks once who is signed in; a later caller gets the same answer. Throws when the service can't be reached. */
export async function loadSession(): Promise<Me | null> {
  if (session.known) return session.me;
  try {
    take(await call<Me>('GET', '/session'));
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    take(null);
  }
  return session.me;
}

export function take(me: Me | null): void {
  const before = session.me?.accountId;
  session.me = me;
  session.endsAt = me?.session ? Date.now() + me.session.secondsLeft * 1000 : Infinity;
  session.known = true;
  if (!me || me.accountId !== before) {
    session.units = [];
    forgetTagged();
  }
  if (me && !me.mustChangePassword && !me.mustEnrol && session.units.length === 0) void loadUnits();
}

export async function signIn(signInName: string, password: string): Promise<Me> {
  take(await call<Me>('POST', '/session', { body: { signInName, password } }));
  return session.me!;
}

/** The second step, after a sign-in that was answered with secondFactorRequired. */
export async function finishSignIn(code: string): Promise<Me> {
  take(await call<Me>('POST', '/session/second-factor', { body: { code } }));
  return session.me!;
}

export async function redeemOneTimeCode(body: { signInName: string; code: string; newPassword: string }): Promise<Me> {
  take(await call<Me>('POST', '/session/one-time-code', { body }));
  return session.me!;
}

/** Reads anew who is signed in, after something of the account itself has changed. */
export async function readSession(): Promise<void> {
  take(await call<Me>('GET', '/session'));
}

/**
 * Ends the session and reads the page anew: it then holds nothing of whoever was signed in. What was typed here and never
 * sent goes too: ask before (`keptPlaces`).
 */
export async function signOut(): Promise<void> {
  const accountId = session.me?.accountId;
  await call('DELETE', '/session');
  if (accountId !== undefined) leave(accountId);
  location.assign('/sign-in?signedOut=1');
}

/** The tree only decorates (paths in the header); a page that needs it says so itself when it can't be read. */
export async function loadUnits(): Promise<Unit[]> {
  try {
    session.units = (await call<{ items: Unit[] }>('GET', '/units')).items;
  } catch {
    session.units = [];
  }
  return session.units;
}

/** Whether the account may do this in that unit, or in any unit when none is named. */
export function may(action: Action, unitId?: number): boolean {
  return (
    // Read whole and often (the menu asks for every page), and only ever replaced as a whole.
    toRaw(session.me)?.units.some(
      (held) => (unitId === undefined || held.unit.id === unitId) && held.actions.includes(action),
    ) ?? false
  );
}

/** From the top of what may be seen down to the unit itself. */
export function unitPath(unitId: number): { id: number; name: string }[] {
  const path: { id: number; name: string }[] = [];
  let at = session.units.find((unit) => unit.id === unitId);
  while (at) {
    path.unshift(at);
    const parentId: number | null = at.parentId;
    at = session.units.find((unit) => unit.id === parentId);
  }
  if (path.length > 0) return path;
  const held = knownUnit(unitId);
  return held ? [held] : [];
}

export function knownUnit(unitId: number): UnitReference | null {
  return (
    session.units.find((unit) => unit.id === unitId) ??
    session.me?.units.find((held) => held.unit.id === unitId)?.unit ??
    null
  );
}

/** The same, also where the right is held in a unit above: what a bureau may do, it may do in its branches. */
export function mayWithin(action: Action, unitId: number): boolean {
  return unitPath(unitId).some(({ id }) => may(action, id));
}
