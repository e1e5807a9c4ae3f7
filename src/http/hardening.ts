import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';

/** So many connections at once to one instance; a proxy in front keeps far fewer. */
const connectionsMax = 4000;
const headersMax = 100;

/** Headers that tell the browser what our pages never do. */
function helmetOptions(isHttps: boolean): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Pages and ECharts place things by style attributes, which run nothing and fetch nothing but images;
        // whole style sheets are files of ours only.
        styleSrc: ["'self'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    hsts: isHttps && { maxAge: 365 * 24 * 3600, includeSubDomains: true },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  };
}

/** Abilities of the browser that no page of ours uses. */
const permissionsPolicy = [
  ...['accelerometer', 'bluetooth', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'idle-detection'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((ability) => `${ability}=()`)
  .join(', ');

/** The headers that helmet gives to an answer: always the same, and it would build them anew for each. A request to nobody tells them. */
async function helmetHeaders(isHttps: boolean): Promise<OutgoingHttpHeaders> {
  const once = fastify();
  await once.register(fastifyHelmet, helmetOptions(isHttps));
  const headers = new Promise<OutgoingHttpHeaders>((resolve) => {
    once.get('/', (_request, reply) => {
      resolve(reply.raw.getHeaders());
      reply.hijack();
    });
  });
  await once.ready();
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/' });
  once.routing(request, new ServerResponse(request));
  return headers;
}

/** What every answer says of itself to the browser, and limits on what a connection may cost. Before all that may answer. */
export async function harden(server: FastifyInstance, { isHttps }: { isHttps: boolean }): Promise<void> {
  server.server.maxConnections = connectionsMax;
  server.server.maxHeadersCount = headersMax;
  const everywhere = { ...(await helmetHeaders(isHttps)), 'permissions-policy': permissionsPolicy };
  // Answers are one person's, who may read them on a borrowed telephone: nobody keeps them, not even the browser.
  const ofApi = { ...everywhere, 'cache-control': 'no-store' };
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/api/v1/') ? ofApi : everywhere);
    done();
  });
}
