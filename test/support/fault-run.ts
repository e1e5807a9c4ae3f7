import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#src/config.js';
import type { Database } from '#src/database/database.js';
import { prepareDatabase } from '#src/database/start.js';
import { verified } from '../verification/behind-our-back.js';
import { type Count, Ledger } from './acknowledged.js';
import { type Service, startService } from './app.js';
import { freshConfig } from './database.js';
import { anOffice, type Office, type OfficeLoad } from './office-load.js';
import { publicationFaults } from './published.js';

/** How often a fault is let happen: a few times in every run of the suite, FAULT_ROUNDS times in `npm run test:faults`. */
export const faultRounds = (few: number): number => Number(process.env.FAULT_ROUNDS ?? few);

/** Long enough for so many rounds, however slow the machine is: what hangs is found, what is slow is not. */
export const roundsMilliseconds = (rounds: number): number => 120_000 + rounds * 20_000;

/** An office whose database outlives every service on it. */
export interface Ground {
  config: Config;
  office: Office;
  /** What may be counted from now on. The database must not be in use by another process, if it is a file. */
  openLedger(): Promise<Ledger>;
  /** The service in this process, on the database as it is reached by `config`. */
  serve(wish?: Partial<Parameters<typeof startService>[0]> & { config?: Config }): Promise<Service>;
  /** Ends a run: everything that was acknowledged is there once, and everything there is whole. */
  conclude(name: string, load: OfficeLoad): Promise<Conclusion>;
  drop(): Promise<void>;
}

export interface Conclusion extends Count {
  /** What `pointbook verify` finds, publications by half, files without bytes, and answers that nobody should have got. */
  faults: string[];
}

/** What a run has to come to, but for how much was done in it. */
export const nothingWrong = { lost: 0, doubled: 0, wrongReads: 0, faults: [] };

/** `under`: the folder for files, the SQLite database among them. */
export async function aGround(under?: string): Promise<Ground> {
  const { config, drop } = freshConfig(under);
  const within = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await prepareDatabase(config);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  const serve: Ground['serve'] = async ({ config: reached = config, ...wish } = {}) => {
    const database = await prepareDatabase(reached, undefined, wish.limits ? { limits: wish.limits } : {});
    return startService({ ...wish, on: { config: reached, database, close: () => database.close() } });
  };
  const service = await serve();
  const office = await anOffice(service);
  await service.close();
  return {
    ...{ config, office, serve, drop },
    openLedger: () => within((database) => Ledger.open(database)),
    conclude: (name, load) =>
      within(async (database) => {
        const count = await load.ledger.count(database);
        const faults = [...load.ledger.complaints, ...(await faultsOf(database, config))];
        const { requests, acknowledged, lost, doubled, wrongReads } = count;
        process.stderr.write(
          `faults, ${config.database.kind}, ${name}: ${requests} requests, ${acknowledged} acknowledged, ${lost} lost, ` +
            `${doubled} doubled, ${wrongReads} wrong reads; verify: ${faults.length} faults\n`,
        );
        return { ...count, faults };
      }),
  };
}

async function faultsOf(database: Database, { evidence }: Config): Promise<string[]> {
  const { breaks } = await verified(database);
  return [
    ...breaks.map((found) => JSON.stringify(found)),
    ...(await publicationFaults(database)),
    ...(evidence.kind === 'folder' ? await withoutBytes(database, evidence.folder) : []),
  ];
}

/** A row never speaks of bytes that aren't there. */
export async function withoutBytes(database: Database, folder: string): Promise<string[]> {
  const files = await database.read(() =>
    database.rows<{ storageName: string }>(
      'SELECT storageName FROM evidence_files WHERE erasedAt IS NULL UNION ALL SELECT storageName FROM kept_export_parts',
    ),
  );
  return files
    .filter(({ storageName }) => !existsSync(join(folder, storageName.slice(0, 2), storageName)))
    .map(({ storageName }) => `the file ${storageName} has a row and no bytes`);
}
