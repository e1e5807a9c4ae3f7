import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** So many connections at once to one instance; a proxy in front keeps far fewer. */
const connectionsMax = 4000;
const headersMax = 100;

/** Headers that tell the browser what our pages never do. */
export function helmetOptions(isHttps: boolean): FastifyHelmetOptions {
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

/** What helmet doesn't set, and limits on what a connection may cost. */
export function harden(server: FastifyInstance): void {
  server.server.maxConnections = connectionsMax;
  server.server.maxHeadersCount = headersMax;
  server.addHook('onSend', async (request, reply) => {
    void reply.header('Permissions-Policy', permissionsPolicy);
    // Answers are one person's, who may read them on a borrowed telephone: nobody keeps them, not even the browser.
    if (request.url.startsWith('/api/v1/') && !reply.hasHeader('Cache-Control'))
      void reply.header('Cache-Control', 'no-store');
  });
}
