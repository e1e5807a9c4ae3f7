import { isPoints } from './points.js';
import type { Params, Problem } from './problem.js';

/**
 * Small words for saying what unknown data must look like. A shape adds what is wrong to `problems` and never throws;
 * every list and string is bounded.
 */
export type Shape = (value: unknown, path: string, problems: Problem[]) => void;

/** So many unknown properties of one object are named. */
const UNKNOWN_MAX = 20;

const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

function shape(code: string, holds: (value: unknown) => boolean, params?: Params): Shape {
  return (value, path, problems) => {
    if (value === undefined) problems.push({ path, code: 'missing' });
    else if (!holds(value)) problems.push(params ? { path, code, params } : { path, code });
  };
}

export const boolean: Shape = shape('notABoolean', (value) => typeof value === 'boolean');

/** A short name for the machine: letters, digits, "_", ".", "-", at most 32. */
export const code: Shape = shape('badCode', (value) => typeof value === 'string' && CODE.test(value));

/** Hundredths of a point: an exact integer, see `isPoints`. */
export const points: Shape = shape('notAnInteger', isPoints);

/** An integer between two ends, both included. */
export function integer(min: number, max: number): Shape {
  return shape('outOfRange', (value) => isPoints(value) && value >= min && value <= max, { min, max });
}

/** Half a character, which no file and no database keeps, or one that no screen shows. */
const UNKEEPABLE = /\p{Cs}|(?![\t\n\r])\p{Cc}/u;

/** Words: not blank, at most `max` characters. */
export function words(max: number): Shape {
  const isText = (value: unknown) =>
    typeof value === 'string' && value.length <= max && value.trim() !== '' && !UNKEEPABLE.test(value);
  return shape('badText', isText, { max });
}

export function oneOf(values: readonly string[]): Shape {
  return shape('notOneOf', (value) => values.includes(value as string), { values: values.join(' ') });
}

export function nullable(inner: Shape): Shape {
  return (value, path, problems) => {
    if (value !== null) inner(value, path, problems);
  };
}

/** A list of `min` to `max` members. A list that is too long isn't looked into. */
export function list(inner: Shape, min: number, max: number): Shape {
  return (value, path, problems) => {
    if (value === undefined) problems.push({ path, code: 'missing' });
    else if (!Array.isArray(value)) problems.push({ path, code: 'notAList' });
    else if (value.length < min) problems.push({ path, code: 'tooFew', params: { min } });
    else if (value.length > max) problems.push({ path, code: 'tooMany', params: { max } });
    else for (let index = 0; index < value.length; index += 1) inner(value[index], `${path}[${index}]`, problems);
  };
}

/** An object with these properties and no other: a misspelt cap must not be a rule without a cap. */
export function record(required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape {
  const known = new Set([...Object.keys(required), ...Object.keys(optional)]);
  return (value, path, problems) => {
    if (value === undefined) problems.push({ path, code: 'missing' });
    else if (!isRecord(value)) problems.push({ path, code: 'notAnObject' });
    else {
      for (const [key, inner] of Object.entries(required)) inner(own(value, key), join(path, key), problems);
      for (const [key, inner] of Object.entries(optional)) {
        if (own(value, key) !== undefined) inner(own(value, key), join(path, key), problems);
      }
      const unknown = Object.keys(value).filter((key) => !known.has(key));
      for (const key of unknown.slice(0, UNKNOWN_MAX)) {
        problems.push({ path: join(path, key.slice(0, 64)), code: 'unknownProperty' });
      }
    }
  };
}

/** A plain object; not null, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only the object's own data: nothing that hangs on the prototype is, and nothing that has to be run to be read. */
function own(value: Record<string, unknown>, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
