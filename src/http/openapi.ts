import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

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
    .addCookieAuth('pointbook_session', { type: 'apiKey', in: 'cookie' })
    .build();
  return SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
}

/** Serves the description and a page to read it in. */
export function serveApiDescription(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => describeApi(app), {
    jsonDocumentUrl: '/api/openapi.json',
    customSiteTitle: 'Pointbook API',
  });
}
