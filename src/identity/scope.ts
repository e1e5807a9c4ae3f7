import type { Action, Actor } from '../http/allow.js';
import { nowhere, rights } from './rights.js';

/*
 * Row scope, in one place: what part of the tree a list, a count or a search is cut to. Nobody else compares the beginnings of
 * paths (test/house/scope.spec.ts).
 */

/** A part of the tree: the units whose paths begin with one of these. */
export interface Scope {
  readonly paths: readonly string[];
}

/** A condition of a statement, and what stands in its places. */
export interface Condition {
  sql: string;
  parameters: string[];
}

/**
 * Where somebody may do one of these: below the units in which the right is held, everywhere where it reaches everywhere. What may
 * be done only to one's own is not in it, nor is a line's part above (rights.ts), nor what a personal token is not good for.
 */
export function scopeOf({ holdings, only }: Pick<Actor, 'holdings' | 'only'>, ...actions: readonly Action[]): Scope {
  const good = actions.filter((action) => only?.has(action) !== false);
  const paths = good.flatMap((action) =>
    holdings.flatMap(({ role, unitPath }) => {
      const reach = rights[action][role];
      if (reach === 'everywhere') return ['/'];
      return reach === undefined || reach === 'own' ? [] : [unitPath];
    }),
  );
  return { paths: [...new Set(paths)].filter((path) => path !== nowhere) };
}

/** A unit and everything below it. */
export const scopeBelow = (path: string): Scope => ({ paths: [path] });

export const isEmpty = ({ paths }: Scope): boolean => paths.length === 0;

/** Whether the unit is in it. */
export function includes({ paths }: Scope, unitPath: string): boolean {
  return paths.some((path) => unitPath.startsWith(path));
}

/** Whether the unit is in it, or has something below it that is: a group's leader has to do with his branch's month. */
export function touches({ paths }: Scope, unitPath: string): boolean {
  return paths.some((path) => unitPath.startsWith(path) || path.startsWith(unitPath));
}

/** Whether it is the whole organisation: the root, which nothing is above, or everywhere. */
export const isWhole = ({ paths }: Scope): boolean => paths.some((path) => /^\/(\d+\/)?$/.test(path));

/** Whether somebody holds one of these roles in the unit, or in one above it. */
export function holdsIn({ holdings }: Pick<Actor, 'holdings'>, roles: readonly string[], unitPath: string): boolean {
  return holdings.some((held) => roles.includes(held.role) && unitPath.startsWith(held.unitPath));
}

/** A condition that a unit's path is at or below another one, whose parameter is `below(path)`. A path holds digits and strokes only. */
export const isBelow = (column: string): string => `${column} LIKE ?`;
export const below = (path: string): string => `${path}%`;
/** The same of two columns, both of which hold a unit's path. */
export const isBelowColumn = (column: string, above: string): string => `${column} LIKE ${above} || '%'`;

/** As a condition on a column that holds a unit's path; in brackets, so that it can stand beside others. */
export function within({ paths }: Scope, column = 'units.path'): Condition {
  if (paths.length === 0) return { sql: '(1 = 0)', parameters: [] };
  return {
    sql: `(${paths.map(() => isBelow(column)).join(' OR ')})`,
    parameters: paths.map(below),
  };
}

/**
 * As a condition on people in branches and their groups (whose path is NULL for those in none). It also says, on the branch's path
 * alone, in which branches they can be: without that the database looks at everybody in the organisation.
 */
export function peopleWithin({ paths }: Scope, { branch, group }: { branch: string; group: string }): Condition {
  if (paths.length === 0) return { sql: '(1 = 0)', parameters: [] };
  const parts = paths.map((path): Condition => {
    const above = pathsTo(path).slice(0, -1);
    const branches = [
      isBelow(branch),
      ...(above.length > 0 ? [`${branch} IN (${above.map(() => '?').join(', ')})`] : []),
    ];
    return {
      sql: `(${isBelow(`COALESCE(${group}, ${branch})`)} AND (${branches.join(' OR ')}))`,
      parameters: [below(path), below(path), ...above],
    };
  });
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/** The paths of a unit and of all above it, from the root down: '/1/', '/1/4/' and '/1/4/17/' of '/1/4/17/'. */
export function pathsTo(path: string): string[] {
  const ids = path.split('/').slice(1, -1);
  return ids.map((_, index) => `/${ids.slice(0, index + 1).join('/')}/`);
}
