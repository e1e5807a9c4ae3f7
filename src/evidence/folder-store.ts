import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnModuleInit } from '@nestjs/common';
import { ConfigurationError } from '../config.js';
import { type EvidenceStore, EvidenceStoreAway, storageNamePattern, type StoredName } from './evidence-store.js';

/** What is being written has this ending, and gets its name when every byte is on the disk. */
const unfinished = '.part';

/** Files in a folder of this machine, 256 folders deep enough for a million. */
export class FolderStore implements EvidenceStore, OnModuleInit {
  constructor(private readonly folder: string) {}

  /** A folder that can't be written to is said at the start, and not to the first member who hands something in. */
  async onModuleInit(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await access(this.folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch {
      throw new ConfigurationError([`EVIDENCE_DIR: ${this.folder} can't be made or written to.`]);
    }
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(name);
    const folder = join(path, '..');
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(path + unfinished, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(path + unfinished, path);
      await syncFolder(folder);
    } catch (error) {
      await rm(path + unfinished, { force: true }).catch(() => undefined);
      throw new EvidenceStoreAway('The evidence folder takes no file.', { cause: error });
    }
  }

  async get(name: string): Promise<Uint8Array | null> {
    try {
      return await readFile(this.pathOf(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new EvidenceStoreAway('The evidence folder gives no file.', { cause: error });
    }
  }

  async remove(name: string): Promise<void> {
    const ending = name.endsWith(unfinished) ? unfinished : '';
    await rm(this.pathOf(name.slice(0, name.length - ending.length)) + ending, { force: true });
  }

  async *list(): AsyncGenerator<StoredName> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = entry.name.replace(unfinished, '');
      // What somebody else put here is none of ours, and never swept.
      if (!entry.isFile() || !storageNamePattern.test(name)) continue;
      const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
      if (found) yield { name: entry.name, storedAt: found.mtime.toISOString() };
    }
  }

  private pathOf(name: string): string {
    if (!storageNamePattern.test(name)) throw new Error('This is not a name of ours.');
    return join(this.folder, name.slice(0, 2), name);
  }
}

/** The new name itself has to be on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
