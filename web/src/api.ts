/** The one way to the service. Knows HTTP, not pages: what to do on 401 is told to it from outside. */
import { reactive } from 'vue';
import type { ErrorCode, Problem } from './api-types';
import { forgetEarly, takeEarly } from './early';

/** 'offline': no answer came at all, so nothing is known about what the service did. */
export type ProblemCode = ErrorCode | 'offline';

export class ApiProblem extends Error {
  readonly status: number;
  readonly requestId: string;
  readonly errors: NonNullable<Problem['errors']>;
  readonly params: NonNullable<Problem['params']>;

  constructor(
    readonly code: ProblemCode,
    problem: Partial<Problem> = {},
    /** Seconds after which trying again is sensible; null when the service did not say. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem.title ?? code);
    this.name = 'ApiProblem';
    this.status = problem.status ?? 0;
    this.requestId = problem.requestId ?? '';
    this.errors = problem.errors ?? [];
    this.params = problem.params ?? {};
  }
}

/** Whether the service can be reached, as far as the browser and the last request know. */
export const network = reactive({ online: navigator.onLine });
window.addEventListener('online', () => (network.online = true));
window.addEventListener('offline', () => (network.online = false));

/** When the service last answered, in any window of this browser: so long ago the session was used at least. */
const lastAnswerKey = 'pointbook.lastAnswer';
function answered(): void {
  network.online = true;
  localStorage.setItem(lastAnswerKey, String(Date.now()));
}
export const lastAnswerAt = (): number => Number(localStorage.getItem(lastAnswerKey) ?? Date.now());

type Handler = () => void;
const handlers: Record<'signInRequired' | 'passwordChangeRequired' | 'secondFactorMissing', Handler> = {
  signInRequired: () => undefined,
  passwordChangeRequired: () => undefined,
  secondFactorMissing: () => undefined,
};
export function onAccessProblem(given: typeof handlers): void {
  Object.assign(handlers, given);
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export interface CallOptions {
  /** Sent as JSON; a Blob (a file for import) is sent as it is. */
  body?: unknown;
  /** The version that was read: goes out as If-Match. What is answered carries the next one in its body. */
  version?: number;
  /** The tag of an answer that is still there: goes out as If-None-Match, and then 304 is an answer, too. */
  tag?: string;
  query?: Record<string, string | number | null | undefined>;
  signal?: AbortSignal;
  timeoutMilliseconds?: number;
}

export function address(path: string, query: CallOptions['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

/** Asks the service; answers its JSON (undefined for 204) or throws an ApiProblem. */
export async function call<T = void>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/**
 * Answers that the service gave a tag (docs/decisions/0034), by their address. They are held in this page's memory alone, because no
 * browser may keep them, and never longer than somebody is signed in.
 */
const tagged = new Map<string, { tag: string; text: string }>();
const taggedMax = 12;
export const forgetTagged = (): void => tagged.clear();

/** Reads what may well be as it was: asks with the tag of the answer that this page still has, and takes 304 for it. */
export async function readAgain<T>(path: string, options: Pick<CallOptions, 'query' | 'signal'> = {}): Promise<T> {
  const at = address(path, options.query);
  const known = tagged.get(at);
  const response = await send('GET', path, { ...options, ...(known && { tag: known.tag }) });
  const text = response.status === 304 && known ? known.text : await response.text();
  const tag = response.headers.get('etag');
  tagged.delete(at);
  if (tag !== null) tagged.set(at, { tag, text });
  const [oldest] = tagged.keys();
  if (tagged.size > taggedMax && oldest !== undefined) tagged.delete(oldest);
  return JSON.parse(text) as T;
}

/** Fetches a document and hands it to the browser under the name the service gave it. */
export async function download(path: string, fallbackName: string): Promise<void> {
  const response = await send('GET', path, { timeoutMilliseconds: 120_000 });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(response.headers.get('content-disposition')) ?? fallbackName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Asks for an answer of many lines (NDJSON), and hands on each as soon as it has come. */
export async function callLines<T>(
  method: Method,
  path: string,
  options: CallOptions,
  took: (line: T) => void,
): Promise<void> {
  const response = await send(method, path, { timeoutMilliseconds: 600_000, ...options });
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line.trim()) took(JSON.parse(line) as T);
    if (done) return;
  }
}

function fileName(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? null;
}

/** So often the same is asked again, and only where the wait is one that somebody sits through. */
const busyTriesMax = 3;
const busySecondsMax = 10;

/**
 * Sends, and sends again by itself what was turned away because too much is asked at once: nothing has been done of it, whatever the
 * method. Everybody waits a little longer than they were told, and not equally long, so that they don't all come back together.
 */
async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await sendOnce(method, path, options);
    if (response.ok || (response.status === 304 && options.tag !== undefined)) return response;
    const problem = await readProblem(response);
    const seconds = problem.retryAfterSeconds ?? Infinity;
    if (problem.code !== 'busy' || tries === busyTriesMax || seconds > busySecondsMax) throw problem;
    await new Promise((resolve) => setTimeout(resolve, seconds * (1 + Math.random()) * 1000));
  }
}

async function sendOnce(method: Method, path: string, options: CallOptions): Promise<Response> {
  const url = address(path, options.query);
  if (method !== 'GET') forgetEarly();
  const headers = new Headers({ accept: 'application/json' });
  if (options.version !== undefined) headers.set('if-match', `"${options.version}"`);
  if (options.tag !== undefined) headers.set('if-none-match', options.tag);
  const raw = options.body instanceof Blob;
  if (options.body !== undefined) {
    headers.set('content-type', raw ? (options.body as Blob).type || 'application/octet-stream' : 'application/json');
  }
  const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? 20_000);
  let response: Response;
  try {
    response = await (takeEarly(url) ??
      fetch(url, {
        method,
        headers,
        credentials: 'same-origin',
        signal: options.signal ? either(options.signal, timeout) : timeout,
        ...(options.body === undefined ? {} : { body: raw ? (options.body as Blob) : JSON.stringify(options.body) }),
      }));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    network.online = false;
    throw new ApiProblem('offline');
  }
  answered();
  return response;
}

/** AbortSignal.any is younger than some phones. */
function either(first: AbortSignal, second: AbortSignal): AbortSignal {
  if ('any' in AbortSignal) return AbortSignal.any([first, second]);
  const controller = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) controller.abort(signal.reason);
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
}

/**
 * Sends a file and tells how far it is, from 0 to 1: fetch can't. Answers JSON or throws an ApiProblem. Files are sent as
 * nothing but bytes where the browser doesn't know their kind; the service looks into them anyway.
 */
export function sendFile<T>(
  path: string,
  file: Blob,
  query: NonNullable<CallOptions['query']>,
  progress: (part: number) => void,
): Promise<T> {
  forgetEarly();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path, query));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    // A photograph on a slow line takes its time; a line that is dead shall not take for ever.
    request.timeout = 180_000;
    request.upload.onprogress = ({ loaded, total }) => total > 0 && progress(loaded / total);
    request.onerror =
      request.ontimeout =
      request.onabort =
        () => {
          network.online = false;
          reject(new ApiProblem('offline'));
        };
    request.onload = () => {
      answered();
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText) as T);
      else
        void readProblem(
          new Response(responseText, {
            status,
            headers: { 'retry-after': request.getResponseHeader('retry-after') ?? '' },
          }),
        ).then(reject);
    };
    request.send(file);
  });
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  let problem: Partial<Problem> = { status: response.status };
  try {
    problem = { ...problem, ...((await response.json()) as Partial<Problem>) };
  } catch {
    // Not ours: a proxy in between answered, and the status is all there is.
  }
  const code = problem.code ?? (response.status >= 502 ? 'away' : 'internal');
  if (code === 'signInRequired') handlers.signInRequired();
  if (code === 'passwordChangeRequired') handlers.passwordChangeRequired();
  if (code === 'secondFactorMissing') handlers.secondFactorMissing();
  return new ApiProblem(code, problem, retryAfter);
}

export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  console.error(error);
  return new ApiProblem('internal');
}
