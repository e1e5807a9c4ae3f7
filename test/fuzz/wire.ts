import { Agent, request, type IncomingHttpHeaders } from 'node:http';

/** A request as it goes over the wire: the address is not normalised, as a browser or fetch would. */
export interface Sent {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | undefined;
}

export interface Received {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

const patience = 60_000;

/** Kept connections to the service. */
export class Wire {
  private readonly agent: Agent;

  constructor(
    private readonly origin: URL,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws what the connection said, when no answer came. */
  send({ method, path, headers, body }: Sent): Promise<Received> {
    const { hostname, port } = this.origin;
    return new Promise((resolve, reject) => {
      const options = { agent: this.agent, hostname, port, method, path, headers, timeout: patience };
      const asked = request(options, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, headers: answer.headers, bytes: Buffer.concat(parts) }),
        );
        answer.on('error', reject);
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${patience} ms`)));
      asked.on('error', reject);
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** The request for a shell; bytes that are no text are told by their number. */
export function asCurl({ method, path, headers, body }: Sent): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const said = Object.entries(headers).map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  const text = body && Buffer.from(body).toString('utf8');
  const data = text && text.length < 3_000 ? ` --data-binary ${quote(text)}` : body ? ` # ${body.length} bytes` : '';
  const address = path.length > 1_500 ? `${path.slice(0, 1_500)}… (${path.length} characters)` : path;
  return `curl -i --path-as-is -X ${method} ${quote(`$ORIGIN${address}`)}${said.join('')}${data}`;
}
