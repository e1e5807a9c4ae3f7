import http from 'node:http';

/** An answer as far as a matrix of thousands looks at it. */
export interface Reply {
  status: number;
  /** The problem's code; '' for anything else than a problem. */
  code: string;
  /** The body without what is different each time. */
  text: string;
}

export interface Asking {
  method: string;
  path: string;
  cookie: string | undefined;
  version?: number | undefined;
  body?: object | undefined;
  bytes?: Buffer | undefined;
  headers?: Record<string, string>;
}

/** Asks over kept connections and with the path just as it is: fetch would tidy it up first. */
export class Asker {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  constructor(private readonly origin: string) {}

  ask({ method, path, cookie, version, body, bytes, headers = {} }: Asking): Promise<Reply> {
    const { hostname, port } = new URL(this.origin);
    const content = bytes ?? (body && Buffer.from(JSON.stringify(body)));
    const type = bytes ? 'application/octet-stream' : 'application/json';
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          ...{ hostname, port, method, path, agent: this.agent },
          headers: {
            ...(cookie && { cookie }),
            ...(content && { 'content-type': type, 'content-length': content.length }),
            ...(version !== undefined && { 'if-match': `"${version}"` }),
            ...headers,
          },
        },
        (response) => {
          const isProblem = (response.headers['content-type'] ?? '').includes('problem+json');
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => isProblem && chunks.push(chunk));
          response.on('end', () => resolve(replyOf(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))));
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(content);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function replyOf(status: number, text: string): Reply {
  if (text === '') return { status, code: '', text: '' };
  const { code, requestId } = JSON.parse(text) as { code: string; requestId: string };
  return { status, code, text: text.replace(JSON.stringify(requestId), '""') };
}

/** Does the work for each, a few at a time. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++] as Item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
