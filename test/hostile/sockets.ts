import { connect, type Socket } from 'node:net';

/** Bytes on a connection of one's own, for what no HTTP client would send. */
export class Bytes {
  private readonly socket: Socket;
  private said = '';
  private readonly ended: Promise<void>;

  constructor(origin: string) {
    const { hostname, port } = new URL(origin);
    this.socket = connect(Number(port), hostname);
    this.socket.on('data', (part: Buffer) => (this.said += part.toString('utf8')));
    this.socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve()));
  }

  send(text: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(text, () => resolve()));
  }

  /** Goes away in the middle of what is being said. */
  cut(): void {
    this.socket.resetAndDestroy();
  }

  /** All that was answered until the service closed the connection. */
  async answer(): Promise<string> {
    await this.ended;
    return this.said;
  }
}

/** Lines of a request, as they stand on the wire. */
export const lines = (...said: string[]): string => said.join('\r\n');
