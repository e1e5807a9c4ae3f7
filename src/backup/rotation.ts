import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../calendar.js';
import { unfinishedEnding } from './archive-writer.js';

/** `pointbook-2026-11-26T155900Z.tar.gz.age`: by name is by time. */
const ours = /^pointbook-\d{4}-\d{2}-\d{2}T\d{6}Z\.tar\.gz(\.age)?$/;

export const endingOf = (unencrypted: boolean): string => (unencrypted ? '.tar.gz' : '.tar.gz.age');

export function nameAt(now: Instant, unencrypted: boolean): string {
  return `pointbook-${now.replace(/:/g, '').replace(/\.\d+/, '')}${endingOf(unencrypted)}`;
}

/** Which of these files go when the newest `keep` backups stay. Files with other names are nobody's to delete. */
export function superfluous(names: readonly string[], keep: number): string[] {
  const backups = names.filter((name) => ours.test(name)).sort();
  return backups.slice(0, Math.max(0, backups.length - keep));
}

const hour = 3_600_000;

/** Deletes all but the newest `keep` backups of the folder, and what backups that were killed a day ago left half-written. */
export async function rotate(folder: string, keep: number, now: Instant): Promise<string[]> {
  const names = await readdir(folder);
  const going = superfluous(names, keep);
  for (const name of going) await rm(join(folder, name), { force: true });
  for (const name of names.filter((each) => each.startsWith('pointbook-') && each.endsWith(unfinishedEnding))) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && found.mtimeMs < Date.parse(now) - 24 * hour) await rm(join(folder, name), { force: true });
  }
  return going;
}
