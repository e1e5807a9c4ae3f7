import type { Problem } from '../scoring/problem.js';

/*
 * A scheme whose structure is broken in one place is still checked in all others: the broken places are filled with something
 * that fits, and what is then found near them is nobody's mistake.
 */

type Part = string | number;

const partsOf = (path: string): Part[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

/** A copy of `definition` in which everything that `problems` says about its structure is filled in. */
export function repaired(definition: unknown, problems: readonly Problem[]): unknown {
  const copy: unknown = structuredClone(definition);
  problems.forEach((problem, number) => {
    const parts = partsOf(problem.path);
    const last = parts.pop();
    const holder = parts.reduce<unknown>((value, part) => inside(value, part), copy);
    if (last === undefined || typeof holder !== 'object' || holder === null) return;
    const holding = holder as Record<Part, unknown>;
    const filling = fillingFor(problem, holding[last], number);
    if (filling === undefined) Reflect.deleteProperty(holding, last);
    else holding[last] = filling;
  });
  return copy;
}

function inside(value: unknown, part: Part): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<Part, unknown>)[part] : undefined;
}

function fillingFor({ code, params }: Problem, value: unknown, number: number): unknown {
  if (code === 'badCode') return `unreadable-${number}`;
  if (code === 'badText') return '?';
  if (code === 'tooMany') return Array.isArray(value) ? value.slice(0, Number(params?.max)) : undefined;
  if (code === 'outOfRange') return Number(params?.min);
  if (code === 'notAnInteger') return 0;
  return undefined;
}

/** Whether what was found at `path` may only have been found because `broken` couldn't be read. */
export function mayComeFrom(broken: readonly Problem[]): (problem: Problem) => boolean {
  const elements = new Set(broken.map(({ path }) => elementOf(path)));
  const codesAreBroken = broken.some(({ path }) => /\.code$|^(items|groups|profiles)\b[^.]*$/.test(path));
  const refersElsewhere = /^(unknown[A-Z]|notAFactor$)/;
  return ({ path, code }) => elements.has(elementOf(path)) || (codesAreBroken && refersElsewhere.test(code));
}

/** The item, group, band … that a path lies in; for anything else the property of the scheme. */
const elementOf = (path: string): string => /^[^.[]+(\[\d+\])?/.exec(path)?.[0] ?? '';
