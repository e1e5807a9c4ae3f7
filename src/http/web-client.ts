import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Refusal } from './refusal.js';
import { sendProblem } from './problem.filter.js';

const built = fileURLToPath(new URL('../web/', import.meta.url));

/** Serves the built web client; every address that is a page of the client answers with its one HTML file. */
export async function serveWebClient(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const present = existsSync(`${built}index.html`);
  if (present)
    await server.register(fastifyStatic, {
      root: built,
      wildcard: false,
      index: false,
      // The build lays each file down compressed too (web/compress.ts); those are no addresses of their own.
      preCompressed: true,
      globIgnore: ['**/*.br', '**/*.gz'],
      setHeaders: (reply, path) => {
        // Assets carry a digest of their content in their name; the HTML file names the current ones.
        const forEver = path.includes('/assets/');
        void reply.header('Cache-Control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  server.get('/*', (request, reply) => {
    const isPage = present && !/^\/+(api|health|assets)([/?]|$)/i.test(request.url);
    if (isPage) return reply.header('Cache-Control', 'no-cache').sendFile('index.html');
    sendProblem(reply, new Refusal('notFound'), String(request.id));
    return reply;
  });
}
