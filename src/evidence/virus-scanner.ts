import { connect } from 'node:net';
import type { ScannerAddress } from '../config.js';

/** A scanner that doesn't answer within this time is away, and a file that nobody looked into is not taken. */
const answerMilliseconds = 30_000;
const pieceBytes = 64 * 1024;

/** What the scanner is injected by; null where the settings name none. */
export const VIRUS_SCANNER = Symbol('VirusScanner');

/** The scanner doesn't answer, or says that it couldn't look. Nothing is known about the file. */
export class VirusScannerAway extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'VirusScannerAway';
  }
}

/**
 * A ClamAV daemon, asked by its INSTREAM command (clamd's manual): pieces with their length before them, an empty one at the
 * end, and one line as the answer. The packages that speak it have had no release for years; it is these few lines.
 */
export class VirusScanner {
  constructor(private readonly address: ScannerAddress) {}

  /** The name of what was found in the file, or null. @throws VirusScannerAway */
  async findingIn(bytes: Uint8Array): Promise<string | null> {
    const answer = await this.ask(bytes);
    if (answer === 'stream: OK') return null;
    const found = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1];
    if (found !== undefined) return found;
    throw new VirusScannerAway('The virus scanner could not look into a file.');
  }

  private ask(bytes: Uint8Array): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.address);
      const away = (cause?: Error) => {
        socket.destroy();
        reject(new VirusScannerAway('The virus scanner does not answer.', { cause }));
      };
      const timer = setTimeout(away, answerMilliseconds);
      let answer = '';
      socket.setEncoding('utf8');
      socket.on('data', (text: string) => (answer += text).length > 1000 && away());
      socket.on('error', away);
      socket.on('close', () => {
        clearTimeout(timer);
        if (answer.endsWith('\0')) resolve(answer.slice(0, -1));
        else away();
      });
      socket.on('connect', () => {
        socket.write('zINSTREAM\0');
        for (let from = 0; from < bytes.byteLength; from += pieceBytes) {
          const piece = bytes.subarray(from, from + pieceBytes);
          socket.write(lengthOf(piece));
          socket.write(piece);
        }
        socket.write(lengthOf(new Uint8Array()));
      });
    });
  }
}

function lengthOf(piece: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(piece.byteLength);
  return length;
}
