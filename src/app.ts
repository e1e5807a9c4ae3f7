import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import fastifyCookie from '@fastify/cookie';
import { LogController } from 'fastify';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module.js';
import { Clock } from './calendar.js';
import { type Config, readConfig } from './config.js';
import type { Database } from './database/database.js';
import { evidenceLimits, mediaTypes } from './evidence/evidence-kind.js';
import { harden } from './http/hardening.js';
import { compressRules } from './http/compression.js';
import { readJsonBodies } from './http/json-body.js';
import { answerNotModified } from './http/not-modified.js';
import { describeApi, serveApiDescription } from './http/openapi.js';
import { logRequests } from './http/request-log.js';
import { refuseAddress, refuseConnection } from './http/unreadable.js';
import { serveWebClient } from './http/web-client.js';
import { shedLoad } from './limits/load-shedding.js';
import { Metrics } from './observation/metrics.js';
import { openLog, ServiceLog } from './observation/service-log.js';

const jsonBytesMax = 1024 * 1024;
const spreadsheetBytesMax = 5 * 1024 * 1024;

/** Builds the service around an open database. It does not listen yet. The log goes to the standard output unless told otherwise. */
export async function createApp(
  config: Config,
  database: Database,
  clock: Clock,
  logTo?: DestinationStream,
): Promise<NestFastifyApplication> {
  const log = openLog(config, logTo);
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address, hop) => hop < config.proxies,
    genReqId: () => randomUUID(),
    bodyLimit: jsonBytesMax,
    // Ten megabytes of evidence over a telephone's slow line; who sends nothing at all is cut off by Node much earlier.
    requestTimeout: 120_000,
    // Whoever comes while the service stops is served, or answered 503 as everybody else: with a problem, and when to come again.
    return503OnClosing: false,
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 10_000, maxHeaderSize: 16 * 1024 },
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true, maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.around({ config, database, clock }), adapter, {
    logger: config.logLevel === 'silent' ? false : new ServiceLog(log),
    bodyParser: false,
  });
  await app.register(fastifyCookie);
  const server = app.getHttpAdapter().getInstance();
  await harden(server, { isHttps: config.secureCookie });
  const metrics = app.get(Metrics);
  metrics.watch(database);
  database.observe(metrics);
  logRequests(server, log, metrics);
  shedLoad(server, { database, metrics, log, busyAfterMilliseconds: config.busyAfterMilliseconds });
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
  answerNotModified(server);
  compressRules(server);
  app.enableShutdownHooks();
  serveApiDescription(app);
  await serveWebClient(app);
  return app;
}

/** The description of the API, without opening a database. */
export async function describeService(): Promise<OpenAPIObject> {
  // Nothing is kept here, so nothing is sealed: this key is for nobody.
  const encryption = { kind: 'keys' as const, keys: [{ id: 'none', key: Buffer.alloc(32) }] };
  const config = { ...readConfig({}), encryption, logLevel: 'silent' as const };
  const nowhere = {} as Database;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.around({ config, database: nowhere, clock: new Clock() }),
    new FastifyAdapter(),
    { logger: false },
  );
  return describeApi(app);
}
