import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compressed = promisify(gzip);

/**
 * A rule goes compressed to whoever takes that: on a slow line its 25 kB take an eighth of a second, and every first visit of My
 * month waits for them. Other answers of the API don't (docs/decisions/0041): most are small, and an ETag that is a version names the
 * answer as it stands.
 */
export function compressRules(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.routeOptions.url !== '/api/v1/scheme-versions/:schemeVersionId') return payload;
    void reply.header('vary', 'Accept-Encoding');
    if (typeof payload !== 'string' || !takesGzip(request.headers['accept-encoding'])) return payload;
    void reply.header('content-encoding', 'gzip');
    return compressed(payload);
  });
}

/** `gzip;q=0` says that it isn't taken. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  const codings = String(accepted ?? '').split(',');
  return codings.some((coding) => /^\s*(x-)?gzip\s*(;\s*q=(1|0?\.\d*[1-9]\d*|1\.0*)\s*)?$/i.test(coding));
}
