import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../observation/service-log.js';
import type { Metrics } from '../observation/metrics.js';
import { type RequestContext, requestContext } from '../observation/request-context.js';
import { carriedBy } from './carried.js';
import { coarseNetworkOf } from './network.js';
import type { Refusal } from './refusal.js';
import { type Answered, securityEventOf } from './security-events.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request was refused, for the log. */
    refusal?: Refusal;
    context?: RequestContext;
  }
}

/**
 * One line for each request when it has been answered, and what it took to the metrics. No address, query, body, cookie or
 * name is in it: the pattern of the route stands for the address, the account's number for the person (docs/decisions/0033).
 */
export function logRequests(server: FastifyInstance, log: Log, metrics: Metrics): void {
  server.addHook('onRequest', (request, _reply, done) => {
    request.context = { requestId: String(request.id), trail: new Set() };
    requestContext.run(request.context, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const answered = answeredOf(request, reply);
    const event = securityEventOf(answered);
    metrics.answered(answered, reply.elapsedTime / 1000);
    if (event) metrics.securityEvent(event);
    const line = lineOf(request, reply, answered);
    const security = event && { kind: 'security', event, network: coarseNetworkOf(request.ip) };
    // Probes that find nothing, and what is turned away by the hundred (load-shedding.ts tells of it), are no news.
    const isNoNews = (answered.route.startsWith('/health/') && answered.status < 400) || answered.code === 'busy';
    if (isNoNews) log.debug(line, 'answered');
    else log.info({ ...line, ...security }, 'answered');
    done();
  });
}

function answeredOf(request: FastifyRequest, reply: FastifyReply): Answered {
  const { refusal } = request;
  return {
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: reply.statusCode,
    code: refusal?.code,
    because: refusal?.more.because,
    carried: carriedBy(request),
  };
}

function lineOf(request: FastifyRequest, reply: FastifyReply, { method, route, status, code }: Answered): object {
  const bytes = Number(reply.getHeader('content-length'));
  const trail = status < 400 ? [...(request.context?.trail ?? [])] : [];
  return {
    kind: 'request',
    // The hook may run outside the request's context, when the connection's end and not the answer woke it.
    ...(requestContext.getStore() ? {} : { requestId: String(request.id) }),
    method,
    route,
    status,
    milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    ...(code && { code }),
    ...(request.actor && { account: request.actor.accountId }),
    ...(Number.isSafeInteger(bytes) && { bytes }),
    ...(trail.length > 0 && { trail }),
  };
}
