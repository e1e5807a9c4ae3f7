import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { OpenAPIObject } from '@nestjs/swagger';
import * as hostile from './hostile-values.js';
import type { Pool } from './pool.js';
import { type Mutation, mutated, mutations, type Schema, SchemaValues, Wanted, wanted } from './schema-values.js';
import type { Sent } from './wire.js';
import { type Actor, shown, type World } from './world.js';

export interface Operation {
  method: string;
  path: string;
  id: string;
  isPublic: boolean;
  asksForVersion: boolean;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  contents: Record<string, Schema>;
}

export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []) as Operation['parameters'];
      const { content = {} } = (operation.requestBody ?? {}) as { content?: Record<string, { schema: Schema }> };
      return {
        method: method.toUpperCase(),
        path,
        id: operation.operationId as string,
        isPublic: !(operation.security as unknown[] | undefined)?.length,
        asksForVersion: parameters.some((one) => one.name === 'If-Match'),
        parameters,
        contents: Object.fromEntries(Object.entries(content).map(([type, { schema }]) => [type, schema])),
      };
    }),
  );
}

/** One request as the generator thinks of it: what is wanted of the world is found when it is made. */
export interface Plan {
  operation: Operation;
  actor: number;
  /** Somebody whose right it is somewhere, or of whom it was taken before, if there is one. */
  able: boolean;
  places: unknown[];
  questions: Record<string, unknown>;
  question: string | undefined;
  body: unknown;
  mutation: Mutation | undefined;
  raw: string | undefined;
  file: number | undefined;
  contentType: string | undefined;
  version: 'right' | 'none' | string;
  headers: number | undefined;
  disguise: number | undefined;
  method: string | undefined;
}

/** undefined mostly; otherwise one of these. */
const seldom = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 100 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

/** What costs a password's hash, or puts somebody out. */
const seldomTried: Readonly<Record<string, number>> = {
  Session_begin: 1,
  Session_changePassword: 1,
  Session_prove: 1,
  SecondFactor_renewCodes: 1,
  SecondFactor_switchOff: 1,
  Session_end: 1,
  Sessions_endEverywhere: 1,
  Policies_replace: 1,
};

/** Any operation of the API, asked by anybody for anything. */
export function plansOf(document: OpenAPIObject): fc.Arbitrary<Plan> {
  const values = new SchemaValues(document);
  const operations = operationsOf(document);
  return fc.oneof(
    ...operations.map((operation) => ({
      weight: seldomTried[operation.id] ?? (operation.method === 'GET' ? 6 : 10),
      arbitrary: planOf(operation, values),
    })),
  );
}

function planOf(operation: Operation, values: SchemaValues): fc.Arbitrary<Plan> {
  const { parameters, contents, path } = operation;
  const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) =>
    fc.oneof(
      { weight: 14, arbitrary: wanted(name!) },
      { weight: 1, arbitrary: fc.constantFrom(...hostile.hostileIds) },
    ),
  );
  const asked = parameters.filter((one) => one.in === 'query');
  const questions = Object.fromEntries(
    asked.map(({ name, schema }) => [
      name,
      fc.oneof(
        { weight: 8, arbitrary: values.valid(schema, name) },
        { weight: 1, arbitrary: fc.constantFrom<unknown>(...hostile.hostileTexts, ...hostile.hostileDays) },
        { weight: 1, arbitrary: fc.constantFrom<unknown>(...hostile.hostilePeriods, ...hostile.hostileNumbers) },
      ),
    ]),
  );
  const json = contents['application/json'];
  const isFile = !json && Object.keys(contents).length > 0;
  return fc.record({
    operation: fc.constant(operation),
    actor: fc.nat(200),
    able: fc.boolean(),
    places: fc.tuple(...places),
    questions: fc.record(questions, { requiredKeys: asked.map(({ name }) => name).slice(0, 0) }),
    question: seldom(4, fc.constantFrom(...hostile.hostileQuestions)),
    body: json ? values.valid(json) : seldom(3, fc.constantFrom<unknown>({}, [], { reason: 'x' }, 'x')),
    mutation: seldom(json ? 35 : 0, mutations),
    raw: seldom(3, fc.constantFrom(...Object.keys(hostile.rawBodies))),
    file: isFile ? fc.nat(40) : fc.constant(undefined),
    contentType: isFile
      ? fc.oneof(fc.constantFrom(...Object.keys(contents)), fc.constantFrom(...hostile.contentTypes))
      : seldom(2, fc.constantFrom(...hostile.contentTypes)),
    version: fc.oneof(
      { weight: 12, arbitrary: fc.constant('right') },
      { weight: 1, arbitrary: fc.constant('none') },
      { weight: 1, arbitrary: fc.constantFrom(...hostile.wrongVersions) },
    ),
    headers: seldom(6, fc.nat(hostile.hostileHeaders.length - 1)),
    disguise: seldom(2, fc.nat(hostile.disguises.length - 1)),
    method: seldom(2, fc.constantFrom('HEAD', 'OPTIONS', 'TRACE', 'PATCH', 'GET', 'POST', 'PUT', 'DELETE')),
  }) as fc.Arbitrary<Plan>;
}

/** The operation as somebody asks it who means well and whose right it is. */
export function plainPlanOf(operation: Operation, document: OpenAPIObject): fc.Arbitrary<Plan> {
  const values = new SchemaValues(document);
  const near = (kind: string) => fc.nat(9_999).map((at) => new Wanted(kind, at, true));
  const asked = operation.parameters.filter((one) => one.in === 'query');
  const needed = asked.filter(({ required }) => required).map(({ name }) => name);
  const questions = Object.fromEntries(asked.map(({ name, schema }) => [name, values.valid(schema, name)]));
  const [type, json] = Object.entries(operation.contents)[0] ?? [];
  const isJson = type === 'application/json';
  const nothing = fc.constant(undefined);
  return fc.record({
    operation: fc.constant(operation),
    actor: fc.nat(200),
    able: fc.constant(true),
    places: fc.tuple(...[...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => near(name!))),
    questions: fc.record(questions, { requiredKeys: needed }),
    body: isJson ? values.valid(json!) : nothing,
    file: type && !isJson ? fc.constantFrom(1, 2, 4, 7) : nothing,
    contentType: fc.constant(isJson ? undefined : type),
    version: fc.constant('right'),
    ...Object.fromEntries(
      ['question', 'mutation', 'raw', 'headers', 'disguise', 'method'].map((name) => [name, nothing]),
    ),
  }) as unknown as fc.Arbitrary<Plan>;
}

export interface Asked {
  actor: Actor;
  sent: Sent;
  /** The address without disguise; undefined where it is no address of the API. */
  operation: Operation | undefined;
  /** What was sent as JSON, if it was. */
  json: unknown;
}

/** Which of the actors hold a role with the right, or have been answered 2xx, by operation. */
export type Able = Map<string, number[]>;

/** Makes the request of the world as it is now. */
export async function ask(plan: Plan, world: World, pool: Pool, able: Able): Promise<Asked> {
  const { operation } = plan;
  const known = able.get(operation.id) ?? [];
  const chosen = plan.able && known.length > 0 ? known[plan.actor % known.length]! : plan.actor % world.actors.length;
  let actor = world.actors[chosen]!;
  const method = plan.method ?? operation.method;
  if (actor.reading && method !== 'GET' && method !== 'HEAD') actor = world.actors[0]!;
  const found = (value: unknown): unknown => resolve(value, pool, actor);
  const places = plan.places.map(found);
  const address = operation.path.replaceAll(/\{\w+\}/g, () => {
    const value = places.shift();
    return plan.places.some((one) => one === value) ? String(value) : encodeURIComponent(String(value));
  });
  const questions = [
    ...Object.entries(plan.questions).map(([name, value]) => `${encodeURIComponent(name)}=${encoded(found(value))}`),
    ...(plan.question === undefined ? [] : [plan.question]),
  ];
  const plain = address + (questions.length > 0 ? `?${questions.join('&')}` : '');
  const path = plan.disguise === undefined ? plain : hostile.disguises[plan.disguise]!(plain);
  const body = plan.mutation ? mutated(plan.body, plan.mutation) : plan.body;
  const { bytes, type, json } = bodyOf({ ...plan, body }, found, world.files);
  const lies = plan.headers === undefined ? {} : hostile.hostileHeaders[plan.headers]!;
  const headers: Record<string, string> = {
    ...shown(actor),
    ...(type !== undefined && bytes && { 'content-type': type }),
    ...(operation.asksForVersion && (await ifMatch(plan, address, pool))),
    ...lies,
  };
  if (bytes && headers['transfer-encoding'] === undefined) headers['content-length'] = String(bytes.length);
  const isPlain = plan.disguise === undefined && plan.method === undefined;
  return { actor, sent: { method, path, headers, body: bytes }, operation: isPlain ? operation : undefined, json };
}

async function ifMatch({ version, operation }: Plan, address: string, pool: Pool): Promise<Record<string, string>> {
  if (version === 'none') return {};
  return { 'if-match': version === 'right' ? `"${await pool.versionOf(address, operation.path)}"` : version };
}

function bodyOf(
  { raw, file, body, contentType }: Plan,
  found: (value: unknown) => unknown,
  files: readonly Uint8Array[],
): { bytes: Uint8Array | undefined; type: string | undefined; json: unknown } {
  if (raw !== undefined)
    return {
      bytes: Buffer.from(hostile.rawBodies[raw]!, raw === 'notUtf8' ? 'latin1' : 'utf8'),
      type: contentType ?? 'application/json',
      json: undefined,
    };
  if (file !== undefined)
    return {
      bytes: (file % 3 === 0 ? hostile.hostileFiles : files)[
        file % (file % 3 === 0 ? hostile.hostileFiles : files).length
      ]!,
      type: contentType,
      json: undefined,
    };
  if (body === undefined) return { bytes: undefined, type: undefined, json: undefined };
  const text = JSON.stringify(found(body)) ?? '';
  return {
    bytes: Buffer.from(text),
    type: contentType ?? 'application/json',
    json: text === '' ? undefined : JSON.parse(text),
  };
}

/** Finds everything in a value that is wanted of the world. */
export function resolve(value: unknown, pool: Pool, actor: Actor): unknown {
  if (value instanceof Wanted)
    return value.kind === 'requestId' && value.at % 3 > 0 ? randomUUID() : pool.find(value, actor);
  if (Array.isArray(value)) return value.map((one) => resolve(one, pool, actor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, pool, actor)]));
}

function encoded(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return encodeURIComponent(text.toWellFormed()).slice(0, 6_000);
}
