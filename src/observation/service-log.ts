import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import type { Config } from '../config.js';
import { cleanError, framesOf } from './clean-error.js';
import { requestContext } from './request-context.js';

export type Log = Pino;

/**
 * The log: one JSON object a line, so that nothing anybody sends can begin a line of its own. Errors are written without
 * the values in them, and what is logged while a request is answered carries that request's id.
 */
export function openLog({ logLevel }: Pick<Config, 'logLevel'>, destination?: DestinationStream): Log {
  const nothing = () => undefined;
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // A request and an answer as Fastify would write them hold addresses, queries and cookies.
    serializers: { err: cleanError, error: cleanError, req: nothing, res: nothing, request: nothing, reply: nothing },
    mixin: () => {
      const context = requestContext.getStore();
      return context ? { requestId: context.requestId } : {};
    },
    hooks: { logMethod: withoutMessagesOfErrors },
  } satisfies Parameters<typeof pino>[0];
  return destination ? pino(options, destination) : pino(options);
}

/** `log.error({ err }, err.message)` is how Fastify logs: the message would say what the serializer has taken out. */
function withoutMessagesOfErrors(this: Pino, args: unknown[], method: (...args: never[]) => void): void {
  const [first, second] = args as [{ err?: unknown; error?: unknown } | undefined, unknown];
  const error = first instanceof Error ? first : (first?.err ?? first?.error);
  const repeats = error instanceof Error && (args.length === 1 || second === error.message);
  method.apply(this, (repeats ? [{ error }, 'an error'] : args) as never[]);
}

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest's loggers, ours among them, write to the same log. */
export class ServiceLog implements LoggerService {
  constructor(private readonly to: Log) {}

  fatal = (message: unknown, ...more: unknown[]): void => this.write('fatal', message, more);
  error = (message: unknown, ...more: unknown[]): void => this.write('error', message, more);
  warn = (message: unknown, ...more: unknown[]): void => this.write('warn', message, more);
  log = (message: unknown, ...more: unknown[]): void => this.write('info', message, more);
  debug = (message: unknown, ...more: unknown[]): void => this.write('debug', message, more);
  verbose = (message: unknown, ...more: unknown[]): void => this.write('trace', message, more);

  /** Nest gives the message, then whatever the caller added (a sentence, a stack), and last the room's name. */
  private write(level: Level, message: unknown, more: readonly unknown[]): void {
    const texts = more.filter((one): one is string => typeof one === 'string');
    const room = texts.at(-1);
    const stack = texts.slice(0, -1).find((text) => /\n\s+at /.test(text));
    const sentence = texts.slice(0, -1).find((text) => text !== stack);
    const fields = { ...(room && { room }), ...(stack && { stack: framesOf(stack) }) };
    if (typeof message === 'string') this.to[level](fields, message);
    else if (message instanceof Error) this.to[level]({ ...fields, error: message }, sentence ?? 'an error');
    else this.to[level]({ ...fields, ...(message as object) }, sentence ?? '');
  }
}
