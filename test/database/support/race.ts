/** The least a way to the database must offer for the race below. */
export interface Way {
  write<T>(work: () => Promise<T>): Promise<T>;
  read<T>(work: () => Promise<T>): Promise<T>;
  rows<T>(sql: string, parameters?: readonly (string | number)[]): Promise<T[]>;
  change(sql: string, parameters?: readonly (string | number)[]): Promise<unknown>;
}

export interface Race {
  acknowledged: number[];
  rolledBack: number[];
  failed: number[];
  /** Reads that saw half of a transaction. */
  dirtyReads: number;
  reads: number;
}

const accounts = 5;
const jitter = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));

class OnPurpose extends Error {}

/**
 * Requests that all come at once. Each adds two entries and one point to an account, in nested pieces, and every eighth changes its
 * mind at the very end. Whoever looks must see two entries for each point of an account.
 */
export async function race(way: Way, requests: number): Promise<Race> {
  const result: Race = { acknowledged: [], rolledBack: [], failed: [], dirtyReads: 0, reads: 0 };
  await way.write(async () => {
    for (let account = 1; account <= accounts; account += 1)
      await way.change('INSERT INTO account (balance) VALUES (0)');
  });

  const request = async (number: number): Promise<void> => {
    const account = (number % accounts) + 1;
    await jitter();
    await way.write(async () => {
      await way.change('UPDATE account SET balance = balance + 1 WHERE id = ?', [account]);
      await jitter();
      await way.write(async () => {
        await way.change('INSERT INTO entry (accountId, mark) VALUES (?, ?)', [account, `${number} first`]);
      });
      await jitter();
      await way.read(async () => {
        const mine = await way.rows('SELECT id FROM entry WHERE mark = ?', [`${number} first`]);
        if (mine.length !== 1) throw new Error('A read in a write does not see the write.');
      });
      await way.change('INSERT INTO entry (accountId, mark) VALUES (?, ?)', [account, `${number} second`]);
      if (number % 8 === 0) throw new OnPurpose();
    });
  };
  const look = async (): Promise<void> => {
    await jitter();
    await way.read(async () => {
      const points = await way.rows<{ n: number }>('SELECT SUM(balance) AS n FROM account');
      await jitter();
      const entries = await way.rows<{ n: number }>('SELECT COUNT(*) AS n FROM entry');
      result.reads += 1;
      if (Number(entries[0]!.n) !== 2 * Number(points[0]!.n)) result.dirtyReads += 1;
    });
  };

  await Promise.all(
    Array.from({ length: requests }, async (_, number) => {
      const looking = number % 2 === 0 ? look().catch(() => undefined) : undefined;
      try {
        await request(number);
        result.acknowledged.push(number);
      } catch (error) {
        (error instanceof OnPurpose ? result.rolledBack : result.failed).push(number);
      }
      await looking;
    }),
  );
  return result;
}

/** What is wrong in the database after the race; to be asked after closing and opening it again. */
export async function verdict(
  way: Way,
  { acknowledged }: Race,
): Promise<{ lost: number; ghosts: number; wrongCounters: number }> {
  return way.read(async () => {
    const marks = new Set((await way.rows<{ mark: string }>('SELECT mark FROM entry')).map(({ mark }) => mark));
    const expected = new Set(acknowledged.flatMap((number) => [`${number} first`, `${number} second`]));
    const balances = await way.rows<{ id: number; balance: number }>('SELECT id, balance FROM account');
    return {
      lost: [...expected].filter((mark) => !marks.has(mark)).length,
      ghosts: [...marks].filter((mark) => !expected.has(mark)).length,
      wrongCounters: balances.filter(
        ({ id, balance }) => balance !== acknowledged.filter((number) => (number % accounts) + 1 === id).length,
      ).length,
    };
  });
}
