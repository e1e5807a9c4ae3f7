import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Encrypter } from 'age-encryption';
import { pack, type Pack } from 'tar-stream';
import { encrypted } from './protection.js';

/** What is being written has this ending, and gets its name when every byte is on the disk. */
export const unfinishedEnding = '.part';

/** Writes a backup, entry by entry, into a file that has another name until it is whole. Holds no more than one entry. */
export class ArchiveWriter {
  private constructor(
    private readonly file: string,
    private readonly unfinished: string,
    private readonly tar: Pack,
    private readonly flowing: Promise<unknown>,
  ) {}

  static async open(file: string, encrypter: Encrypter | null): Promise<ArchiveWriter> {
    const unfinished = `${file}.${randomBytes(4).toString('hex')}${unfinishedEnding}`;
    const [tar, zipped] = [pack(), createGzip()];
    const bytes = encrypter ? await encrypted(encrypter, zipped) : zipped;
    const disk = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
    const flowing = Promise.all([pipeline(tar, zipped), pipeline(bytes, disk)]);
    flowing.catch((error: Error) => tar.destroy(error));
    return new ArchiveWriter(file, unfinished, tar, flowing);
  }

  /** Answers when the bytes are on their way: who writes faster than the disk waits here. @throws what the disk said */
  async add(name: string, content: Uint8Array): Promise<void> {
    const header = { name, size: content.length, mode: 0o600, mtime: new Date(0) };
    const added = new Promise<void>((resolve, reject) => {
      const entry = this.tar.entry(header, (error) => (error ? reject(error) : resolve()));
      entry.on('error', reject);
      entry.end(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
    });
    // A disk that is full ends the flow, and the entry would wait for ever.
    try {
      await Promise.race([added, this.flowing.then(() => added)]);
    } catch (error) {
      // Once the flow has ended an entry says no more than that: the reason is the flow's own.
      this.tar.destroy(error as Error);
      throw await this.flowing.then(
        () => error,
        (reason: unknown) => reason,
      );
    }
  }

  /** Gives the file its name. Before this it is no backup. */
  async finish(): Promise<void> {
    this.tar.finalize();
    await this.flowing;
    await rename(this.unfinished, this.file);
    const folder = await open(dirname(this.file), 'r');
    try {
      await folder.sync(); // the new name has to be on the disk, too
    } finally {
      await folder.close();
    }
  }

  async abandon(): Promise<void> {
    this.tar.destroy();
    await this.flowing.catch(() => undefined);
    await rm(this.unfinished, { force: true });
  }
}
