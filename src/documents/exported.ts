import { applyDecorators, createParamDecorator, type ExecutionContext, Header, SetMetadata } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../http/refusal.js';
import { DocumentDescriptionView } from './description.view.js';

/** What a document may be taken out as; json is the description itself, for preview and print. */
export const fileFormats = ['xlsx', 'docx', 'csv'] as const;
export type FileFormat = (typeof fileFormats)[number];
export type ExportFormat = FileFormat | 'json';

export const mediaTypeOf: Record<FileFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv',
};

/** In which format a document is asked for, and whether only its head is: then nothing is made and nothing noted. */
export interface ExportWish {
  format: ExportFormat;
  headOnly: boolean;
}

const formatsKey = 'pointbook:formats';

/**
 * Declares a handler whose route ends in `.:format`, and the files it offers beside json; what it doesn't offer is not there (404).
 * The handler takes its `ExportWish` by `@Wished()` and answers what `DocumentExports.answer` gives it.
 */
export function Exported(...formats: FileFormat[]): MethodDecorator {
  return applyDecorators(
    SetMetadata(formatsKey, ['json', ...formats]),
    Header('Cache-Control', 'no-store'),
    ApiExtraModels(DocumentDescriptionView),
    ApiParam({
      name: 'format',
      description:
        'What it is wanted as; json is the description that every format is written from, for preview and print.',
      schema: { type: 'string', enum: ['json', ...formats] },
    }),
    ApiOkResponse({
      content: {
        'application/json': { schema: { $ref: getSchemaPath(DocumentDescriptionView) } },
        ...Object.fromEntries(
          formats.map((format) => [mediaTypeOf[format], { schema: { type: 'string', format: 'binary' } }]),
        ),
      },
    }),
  );
}

/** The format in the route, refused with 404 where the handler doesn't offer it. */
export const Wished = createParamDecorator((_data: unknown, context: ExecutionContext): ExportWish => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { format } = request.params as { format?: string };
  const offered = (Reflect.getMetadata(formatsKey, context.getHandler()) ?? []) as ExportFormat[];
  const found = offered.find((each) => each === format);
  if (!found) throw new Refusal('notFound');
  return { format: found, headOnly: request.method === 'HEAD' };
});
