import { randomUUID } from 'node:crypto';

/** As much of a schema of the API's description as a body is made of. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  minItems?: number;
  pattern?: string;
}
export type Schemas = Record<string, Schema>;
/** What stands for an id of this name; undefined: what a number of its kind may be. */
export type IdOf = (name: string, path: string) => unknown;

const days: [RegExp, string][] = [
  [/Month$|^month/, '2026-12'],
  [/Day$|On$|^day|until$/i, '2026-11-10'],
];

/** A body that says something everywhere where the description allows it; ids are what `idOf` says. */
export function sample(schema: Schema, schemas: Schemas, idOf: IdOf, name = '', path = ''): unknown {
  if (schema.$ref) return sample(schemas[schema.$ref.split('/').at(-1)!]!, schemas, idOf, name, path);
  const of = schema.allOf ?? schema.oneOf ?? schema.anyOf;
  if (of) return sample(of[0]!, schemas, idOf, name, path);
  if (schema.enum) return schema.enum[0];
  const known = /Ids?$/.test(name) && name !== 'requestId' ? idOf(name, path) : undefined;
  if (known !== undefined) return known;
  const type = [schema.type].flat().find((each) => each !== 'null');
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, value]) => [
        key,
        sample(value, schemas, idOf, key, `${path}.${key}`),
      ]),
    );
  if (type === 'array') return [sample(schema.items ?? {}, schemas, idOf, name.replace(/s$/, ''), `${path}[]`)];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  if (type === 'object') return {};
  if (schema.format === 'uuid' || name === 'requestId') return randomUUID();
  return days.find(([pattern]) => pattern.test(name))?.[1] ?? '按规定办理';
}

/** Where in a body an id stands, by its path: '.lines[].evidenceFileIds'. */
export function idPlaces(schema: Schema, schemas: Schemas): string[] {
  const places = new Set<string>();
  sample(schema, schemas, (_, path) => {
    places.add(path);
    return 0;
  });
  return [...places];
}
