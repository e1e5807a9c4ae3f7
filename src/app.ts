import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { Clock } from './calendar.js';
import { type Config, readConfig } from './config.js';
import type { Database } from './database/database.js';
import { evidenceLimits, mediaTypes } from './evidence/evidence-kind.js';
import { readJsonBodies } from './http/json-body.js';
import { describeApi, serveApiDescription } from './http/openapi.js';
import { refuseAddress, refuseConnection } from './http/unreadable.js';
import { serveWebClient } from './http/web-client.js';

const jsonBytesMax = 1024 * 1024;
const spreadsheetBytesMax = 5 * 1024 * 1024;

/** Builds the service around an open database. It does not listen yet. */
export async function createApp(config: Config, database: Database, clock: Clock): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
    trustProxy: (_address, hop) => hop < config.proxies,
    genReqId: () => randomUUID(),
    bodyLimit: jsonBytesMax,
    // Ten megabytes of evidence over a telephone's slow line; who sends nothing at all is cut off by Node much earlier.
    requestTimeout: 120_000,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.around({ config, database, clock }), adapter, {
    logger: config.logLevel === 'silent' ? false : ['error', 'warn'],
    bodyParser: false,
  });
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Element Plus and ECharts place things by style attributes; scripts are files of ours only.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    hsts: config.secureCookie,
  });
  const server = app.getHttpAdapter().getInstance();
  readJsonBodies(server, jsonBytesMax);
  server.addContentTypeParser(
    ['text/csv', 'application/octet-stream', ...Object.values(mediaTypes)],
    { parseAs: 'buffer', bodyLimit: spreadsheetBytesMax },
    (_request, body, done) => done(null, body),
  );
  // Evidence may be larger than a table. Fastify has no other way to say so of one address that Nest registers.
  server.addHook('onRoute', (route) => {
    if (route.url.endsWith('/sheets/:sheetId/evidence')) route.bodyLimit = evidenceLimits.fileBytes;
  });
  server.addHook('onSend', async (request, reply) => {
    // Answers are one person's: kept by nobody in between, and asked for anew each time.
    if (request.url.startsWith('/api/v1/') && !reply.hasHeader('Cache-Control'))
      void reply.header('Cache-Control', 'private, no-cache');
  });
  app.enableShutdownHooks();
  serveApiDescription(app);
  await serveWebClient(app);
  return app;
}

/** The description of the API, without opening a database. */
export async function describeService(): Promise<OpenAPIObject> {
  const config = { ...readConfig({}), logLevel: 'silent' as const };
  const nowhere = {} as Database;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.around({ config, database: nowhere, clock: new Clock() }),
    new FastifyAdapter(),
    { logger: false },
  );
  return describeApi(app);
}
