import { createConfig, lintFromString } from '@redocly/openapi-core';
import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { refusals } from '#src/http/refusal.js';
import type { Json } from '../support/app.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
interface Place {
  name: string;
  method: string;
  path: string;
  operation: Operation;
  parameters: Json[];
  success: [status: string, response: Json][];
}

const described = readFileSync('docs/openapi.json', 'utf8');
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const mediaTypes: Record<string, string> = { xlsx: workbook, docx: word, csv: 'text/csv' };

function places(document: OpenAPIObject): Place[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      name: `${method} ${path}`,
      method,
      path,
      operation,
      parameters: operation.parameters ?? [],
      success: Object.entries(operation.responses).filter(([status]) => status.startsWith('2')),
    })),
  );
}

/** The operations for which it is not so. */
const except = (holds: (place: Place, document: OpenAPIObject) => boolean) => (document: OpenAPIObject) =>
  places(document)
    .filter((place) => !holds(place, document))
    .map(({ name }) => name);

const asksForVersion = ({ parameters }: Place) =>
  parameters.some((parameter) => parameter.in === 'header' && parameter.name === 'If-Match' && parameter.required);

const isBinary = (content: Json, type: string) =>
  content?.[type]?.schema?.type === 'string' && content[type].schema.format === 'binary';

/**
 * Nobody else edits one's own session and second factor or notes one's own receipts. Own items and a stack of paper sheets say in the body which versions were
 * read; a file never changes, an export that was made is one person's own, and rows are confirmed once; generating a unit's closings again changes nothing, and who has read a closing,
 * a link or a token never changes, it is only there or not;
 * what band is proposed for one member and what was found in one row is one person's word each. Everything else that is replaced or taken away was read by somebody before.
 */
const withoutVersion = new RegExp(
  [
    '/sessions?\\b',
    '/second-factor/',
    '/sign-in-links/',
    '/personal-tokens/',
    '/own-items$',
    '/receipt$',
    '/privacy-notice-reading$',
    '/correction-receipts/',
    '/row-confirmation$',
    '/proxy-submissions$',
    '/evidence/',
    '/closing-generations/',
    'acknowledgements?$',
    '/closings/\\{period\\}/(bands|findings)/',
    '/import$',
    '/exports/',
    '/retention/(holds|orders)/',
  ].join('|'),
);

/** What is gone afterwards has no next version: a draft that is thrown away, or that has become a version for ever. */
const isGone = ({ method, path }: Place) =>
  method === 'delete' || path === '/api/v1/scheme-drafts/{schemeDraftId}/publication';

/** Schemas that say less than there is to say: any object, anything at all, a number that may have a fraction. */
function vague(part: Json, at = ''): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const types = [part.type].flat();
  const isVague =
    (!Array.isArray(part) && Object.keys(part).length === 0) ||
    types.includes('number') ||
    part.additionalProperties === true ||
    (types.includes('object') && !part.properties && !part.additionalProperties) ||
    (types.includes('array') && !part.items);
  const inner = Object.entries(part).flatMap(([key, value]) => vague(value, `${at}/${key}`));
  return isVague ? [at, ...inner] : inner;
}

const hasEach = (code: Json) => Object.keys(refusals).every((refusal) => code?.enum?.includes(refusal));

interface Rule {
  offences: (document: OpenAPIObject) => string[];
  /** Makes a document in which it does not hold. */
  offend: (document: Json) => void;
}

const rules: Record<string, Rule> = {
  'every operation says what it does': {
    offences: except(({ operation }) => Boolean(operation.summary)),
    offend: (document) => delete document.paths['/api/v1/today'].get.summary,
  },
  'every operation has a name of its own': {
    offences: (document) => {
      const names = places(document).map(({ operation }) => operation.operationId);
      return names.filter((name, index) => !name || names.indexOf(name) !== index).map(String);
    },
    offend: (document) => (document.paths['/api/v1/today'].get.operationId = 'Units_list'),
  },
  'only signing in and out, checking a printed code and reading the notice on personal data need no session': {
    offences: except(
      ({ name, operation }) =>
        [
          'post /api/v1/session',
          'post /api/v1/session/second-factor',
          'post /api/v1/session/one-time-code',
          'delete /api/v1/session',
          'get /api/v1/session/provider',
          'post /api/v1/session/provider-request',
          'post /api/v1/session/provider-answer',
          'get /api/v1/verifications/{code}',
          'get /api/v1/privacy-notice',
        ].includes(name) === !operation.security?.length,
    ),
    offend: (document) => delete document.paths['/api/v1/today'].get.security,
  },
  'every place in an address is described': {
    offences: except(({ path, parameters }) =>
      [...path.matchAll(/\{(\w+)\}/g)].every(([, name]) =>
        parameters.some((parameter) => parameter.in === 'path' && parameter.name === name && parameter.description),
      ),
    ),
    offend: (document) => document.paths['/api/v1/sheets/{sheetId}'].get.parameters.pop(),
  },
  'every parameter is described, and what it may be': {
    offences: except(({ parameters }) => parameters.every(({ description, schema }) => description && schema?.type)),
    offend: (document) => delete document.paths['/api/v1/units/{unitId}/members'].get.parameters.at(-1).description,
  },
  'every operation answers something that is described': {
    offences: except(
      ({ success }) =>
        success.length === 1 &&
        success.every(
          ([status, { content }]) =>
            (status === '204') === (content === undefined) &&
            Object.values(content ?? {}).every((media: Json) => media.schema),
        ),
    ),
    offend: (document) => delete document.paths['/api/v1/today'].get.responses['200'].content,
  },
  'every operation may answer a problem': {
    offences: except(
      ({ operation }) => (operation.responses.default as Json)?.$ref === '#/components/responses/Problem',
    ),
    offend: (document) => delete document.paths['/api/v1/today'].get.responses.default,
  },
  'a problem has one of the closed list of codes': {
    offences: ({ components }) => {
      const media = (components?.responses?.Problem as Json)?.content?.['application/problem+json'];
      const code = (components?.schemas?.ProblemView as Json)?.properties?.code;
      const isClosed = code?.enum?.length === Object.keys(refusals).length && hasEach(code);
      return isClosed && media?.schema?.$ref === '#/components/schemas/ProblemView' ? [] : ['ProblemView'];
    },
    offend: (document) => document.components.schemas.ProblemView.properties.code.enum.pop(),
  },
  'what is replaced or taken away is named with its version': {
    offences: except(
      (place) => !['put', 'delete'].includes(place.method) || withoutVersion.test(place.path) || asksForVersion(place),
    ),
    offend: (document) => (document.paths['/api/v1/sheets/{sheetId}/draft'].put.parameters = []),
  },
  'whatever asks for a version answers the next one': {
    offences: except(
      (place) =>
        !asksForVersion(place) ||
        isGone(place) ||
        place.success.every(([, response]) => response.headers?.ETag?.required),
    ),
    offend: (document) => delete document.paths['/api/v1/sheets/{sheetId}/draft'].put.responses['200'].headers,
  },
  'what is sent is described': {
    offences: except(({ operation }) =>
      Object.values((operation.requestBody as Json)?.content ?? { none: { schema: {} } }).every(
        (media: Json) => media.schema,
      ),
    ),
    offend: (document) => delete document.paths['/api/v1/session'].post.requestBody.content['application/json'].schema,
  },
  'a roster is taken as a workbook or as text, byte by byte': {
    offences: except(
      ({ path, method, operation }) =>
        method !== 'post' ||
        !/\/roster-/.test(path) ||
        [workbook, 'text/csv'].every((type) => isBinary((operation.requestBody as Json)?.content, type)),
    ),
    offend: (document) =>
      delete document.paths['/api/v1/units/{unitId}/roster-imports'].post.requestBody.content['text/csv'],
  },
  'a document is answered as what its name says, byte by byte': {
    offences: except(({ path, success }) => {
      const type = mediaTypes[/\.(\w+)$/.exec(path)?.[1] ?? ''];
      return !type || success.every(([, { content }]) => Object.keys(content).length === 1 && isBinary(content, type));
    }),
    offend: (document) =>
      (document.paths['/api/v1/branches/{unitId}/objection-register.xlsx'].get.responses['200'].content = {}),
  },
  'a document of several formats is answered as each of them': {
    offences: except(({ path, parameters, success }) => {
      const formats: string[] = parameters.find(({ name }) => name === 'format')?.schema.enum ?? [];
      const answered = success.flatMap(([, { content }]) => Object.keys(content ?? {}));
      const types = formats.map((format) => (format === 'json' ? 'application/json' : mediaTypes[format]));
      return !path.endsWith('.{format}') || (formats.length > 1 && types.sort().join() === answered.sort().join());
    }),
    offend: (document) =>
      delete document.paths['/api/v1/branch-months/{branchMonthId}/board.{format}'].get.responses['200'].content[
        workbook
      ],
  },
  'every schema says all there is to say': {
    offences: (document) => [
      ...vague(document.components?.schemas, 'schemas'),
      ...places(document).flatMap(({ name, parameters }) => vague(parameters, name)),
    ],
    offend: (document) => (document.components.schemas.SheetView.properties.selfScore = { type: 'object' }),
  },
};

async function structureProblems(text: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['minimal'],
    // What needs no session says so by naming none; the rule above knows which ones these are.
    rules: { 'security-defined': 'off' },
  });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  return problems.map(({ message, location }) => `${location[0]?.pointer}: ${message}`);
}

describe('the description of the API', () => {
  const entries = Object.entries(rules);

  test.each(entries)('%s', (_name, { offences }) => {
    expect(offences(JSON.parse(described))).toEqual([]);
  });

  test.each(entries)('is refused unless %s', (_name, { offences, offend }) => {
    const document: Json = JSON.parse(described);
    offend(document);
    expect(offences(document)).not.toEqual([]);
  });

  test('is OpenAPI 3.1 in structure, without a loose end', async () => {
    expect(await structureProblems(described)).toEqual([]);
  });

  test('is refused with a structure that is none of OpenAPI 3.1', async () => {
    const document: Json = JSON.parse(described);
    document.paths['/api/v1/today'].get.parameters = { day: 'today' };
    document.components.schemas.Me.nullable = true;
    expect(await structureProblems(JSON.stringify(document))).toHaveLength(2);
  });
});
