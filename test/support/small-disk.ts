import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that can be filled and emptied. */
export interface SmallDisk {
  folder: string;
  /** Leaves so many bytes, or none. */
  fill(bytesLeft?: number): void;
  empty(): void;
  drop(): void;
}

/** Null where nobody may mount anything: in a container without the right to. */
export function smallDisk(bytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'pointbook-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, 'ballast');
  const empty = () => rmSync(ballast, { force: true });
  return {
    folder,
    fill: (bytesLeft = 0) => {
      empty();
      const free = freeBytes(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, free - bytesLeft)));
    },
    empty,
    drop: () => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
