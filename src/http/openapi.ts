import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { notModifiedExtension } from './not-modified.js';
import { ProblemView } from './problem.view.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/** What the places in the addresses stand for. */
const placeholders: Record<string, string> = {
  accountId: 'An account.',
  branchId: 'A branch.',
  branchMonthId: 'A month of a branch.',
  objectionId: 'An objection to a published half-year.',
  evidenceFileId: 'A file handed in as evidence.',
  exportId: 'A file that is being made, or waits to be fetched by who asked for it.',
  dataRequestId: 'What a member asked about what is stored of him.',
  exemptionId: 'An application to be exempt, or assessed on less.',
  importDraftId: 'A file that waits to be imported, its owner’s alone.',
  personalTokenId: 'A personal token.',
  signInLinkId: 'A link between an account and who its holder is at the provider of sign-ins.',
  code: 'A verification code, as it is printed on a board.',
  day: 'A day, YYYY-MM-DD.',
  paperCode: 'The code printed on a paper sheet.',
  correctionId: 'A correction slip.',
  orderId: 'An order to erase a member.',
  vetoId: 'A veto on a member.',
  noticeId: 'The slip that the reader was told of.',
  objectionKey: 'An objection, by its random key.',
  period:
    "A half-year (2026-H1), quarter (2026-Q3) or year (2026). It begins where the scheme's year begins, mostly in January.",
  meetingNumber: 'Which of the month’s meetings, from 1.',
  memberId: 'A member.',
  roleAssignmentId: 'A role that an account holds in a unit.',
  publicationId: 'A publication of a month.',
  schemeDraftId: 'A draft of the rule.',
  schemeVersionId: 'A version of the rule.',
  sessionKey: 'One of one’s own sessions, by the key that the list of them names.',
  sheetId: 'A member’s sheet of a month.',
  talkRecordId: 'The record of a reminder talk.',
  templateId: 'A template of the unit or of one above it.',
  number: 'Which version, from 1.',
  source: 'What it is filled with: month, period or memberYear.',
  format: 'The ending of the file: xlsx or docx.',
  unitId: 'A unit of the organisation.',
  year: 'A calendar year of this century.',
};

/** The OpenAPI 3.1 description of the whole API, made from the handlers and their types. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Pointbook')
    .setDescription(
      'Points-based member assessment. Points are whole hundredths, months are YYYY-MM, days YYYY-MM-DD, instants UTC. ' +
        'What changes something that people edit carries If-Match with the version read. Errors are application/problem+json.',
    )
    .setVersion('1')
    .addServer('/')
    .addCookieAuth('pointbook_session', {
      type: 'apiKey',
      in: 'cookie',
      description: 'Given by POST /api/v1/session; over https its name begins with __Host-.',
    })
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'A personal token (docs/sign-in.md), made in the web client.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    extraModels: [ProblemView],
  });
  document.components = { ...document.components, responses: { Problem: problemResponse } };
  for (const item of Object.values(document.paths))
    for (const operation of operationsOf(item)) complete(operation, document.components.schemas ?? {});
  return settled(document);
}

const problemResponse = {
  description: 'Refused. Nothing of the request was done.',
  headers: {
    'Retry-After': {
      description: 'Seconds after which trying again is sensible.',
      schema: { type: 'integer' as const },
    },
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } },
};

function operationsOf({ get, put, post, delete: remove, patch }: PathItem): Operation[] {
  return [get, put, post, remove, patch].filter((operation) => operation !== undefined);
}

/** Says of an operation what is so of all of them, and what its handler says where no decorator sees it. */
function complete(operation: Operation, schemas: Schemas): void {
  for (const parameter of operation.parameters ?? []) {
    if ('in' in parameter && parameter.in === 'path') {
      const description = placeholders[parameter.name];
      if (description) parameter.description ??= description;
    }
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || '$ref' in response) continue;
    response.description ||= STATUS_CODES[status] ?? '';
    const schema = response.content?.['application/json']?.schema;
    if (schema && isVersioned(schema, schemas)) response.headers = { ...response.headers, ETag: versionHeader };
  }
  if (notModifiedExtension in operation) describeTag(operation);
  operation.responses.default = { $ref: '#/components/responses/Problem' };
}

/** What `unlessKnown` answers. */
function describeTag({ responses }: Operation): void {
  const ok = responses['200'];
  if (!ok || '$ref' in ok) throw new Error('What is answered with a tag is answered with 200.');
  ok.headers = { ...ok.headers, ETag: tagHeader };
  responses['304'] = { description: 'The answer with this tag still holds.', headers: { ETag: tagHeader } };
}

const tagHeader = {
  description: 'What this answer is known by, for the If-None-Match of the next request.',
  required: true,
  schema: { type: 'string' as const },
  example: 'W/"wHP0qAQb2Kxf3eD9pYrMXg"',
};

const versionHeader = {
  description: 'The version of what is answered, for the If-Match of the next change.',
  required: true,
  schema: { type: 'string' as const },
  example: '"3"',
};

/** Whether withVersion answers this: something with a version, or a few words around one such thing. */
function isVersioned(schema: Schema, schemas: Schemas): boolean {
  const properties = propertiesOf(schema, schemas);
  const hasVersion = (of: Record<string, Schema>) =>
    of.version !== undefined && !('$ref' in of.version) && of.version.type === 'number';
  return (
    hasVersion(properties) || Object.values(properties).some((property) => hasVersion(propertiesOf(property, schemas)))
  );
}

function propertiesOf(schema: Schema, schemas: Schemas): Record<string, Schema> {
  if (!('$ref' in schema)) return schema.properties ?? {};
  const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
  return named && !('$ref' in named) ? (named.properties ?? {}) : {};
}

/**
 * TypeScript knows one kind of number, and every number of this API is whole. It keeps the members of a union in the order
 * in which it happened to meet them; in the document they are sorted, so that it changes only when the API does.
 */
function settled(document: OpenAPIObject): OpenAPIObject {
  const whole = (type: unknown) => (type === 'number' ? 'integer' : type);
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    if (key === 'type') return Array.isArray(value) ? value.map(whole) : whole(value);
    return key === 'enum' && Array.isArray(value) ? value.sort() : value;
  }) as OpenAPIObject;
}

/** Serves the description and a page to read it in. */
export function serveApiDescription(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => describeApi(app), {
    jsonDocumentUrl: '/api/openapi.json',
    customSiteTitle: 'Pointbook API',
    // The other layout has a bar on top for other descriptions, which is hidden by a style in the page: none is let in.
    swaggerOptions: { layout: 'BaseLayout' },
  });
}
