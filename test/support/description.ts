import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020.js';
import type { OpenAPIObject } from '@nestjs/swagger';

export interface Exchange {
  method: string;
  path: string;
  ifMatch: boolean;
  /** What was sent as JSON. */
  sent: unknown;
  status: number;
  contentType: string | null;
  etag: string | null;
  body: unknown;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
interface Content {
  content?: Record<string, unknown>;
  headers?: Record<string, unknown>;
}

/** Holds what the service says of its API against what it does: every exchange of every test goes by here. */
export class Description {
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv2020.default({ strict: false, allErrors: true, validateFormats: false });
  private readonly operations: { method: string; pattern: RegExp; path: string; operation: Operation }[];

  constructor(private readonly document: OpenAPIObject) {
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        path,
        operation: operation as Operation,
      })),
    );
    this.ajv.addSchema(closed(document), 'api');
  }

  /** What differs from the description; nothing where no operation has this address. */
  differences(exchange: Exchange): string[] {
    const address = exchange.path.split('?')[0]!;
    const found = this.operations.find(({ method, pattern }) => method === exchange.method && pattern.test(address));
    if (!found) return [];
    const { operation } = found;
    const place = `paths/${found.path.replaceAll('~', '~0').replaceAll('/', '~1')}/${exchange.method.toLowerCase()}`;
    return [
      ...this.ofAnswer(operation, place, exchange),
      ...(exchange.status < 300 ? this.ofAccepted(operation, place, exchange) : []),
    ].map((difference) => `${exchange.method} ${found.path} ${exchange.status}: ${difference}`);
  }

  private ofAnswer(operation: Operation, place: string, { status, contentType, etag, body }: Exchange): string[] {
    const key = operation.responses[status] ? String(status) : 'default';
    if (key === 'default' && status < 400) return ['the status is not described'];
    const [response, at] =
      key === 'default'
        ? [this.document.components!.responses!.Problem as Content, 'components/responses/Problem']
        : [operation.responses[key] as Content, `${place}/responses/${key}`];
    const type = contentType?.split(';')[0] ?? null;
    if (!response.content) return type === null ? [] : ['a body is not described'];
    if (type === null || !response.content[type]) return [`the type ${type} is not described`];
    return [
      ...(Boolean(response.headers?.ETag) === (etag !== null) ? [] : [`ETag: ${etag}`]),
      ...(status === 428 && !asksForVersion(operation) ? ['If-Match is asked for and not described'] : []),
      ...(type.endsWith('json') ? this.mistakes(`${at}/content/${type.replaceAll('/', '~1')}/schema`, body) : []),
    ];
  }

  /** What was accepted must be what is described as acceptable. */
  private ofAccepted(operation: Operation, place: string, { ifMatch, sent }: Exchange): string[] {
    const isJson =
      operation.requestBody && 'application/json' in (operation.requestBody as { content: object }).content;
    return [
      ...(asksForVersion(operation) && !ifMatch ? ['taken without the If-Match that is described'] : []),
      ...(isJson ? this.mistakes(`${place}/requestBody/content/application~1json/schema`, sent) : []),
    ];
  }

  private mistakes(pointer: string, value: unknown): string[] {
    const validate = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
    this.validators.set(pointer, validate);
    return validate(value)
      ? []
      : validate.errors!.map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
  }
}

function asksForVersion({ parameters = [] }: Operation): boolean {
  return parameters.some((parameter) => 'name' in parameter && parameter.name === 'If-Match');
}

/** The same with every object closed: what is not described must not be answered either. */
function closed(document: OpenAPIObject): object {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && 'type' in value && value.type === 'object'
      ? { ...value, additionalProperties: false }
      : value,
  ) as object;
}
