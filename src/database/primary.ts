import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createConnection, type ConnectionOptions } from 'mysql2';
import { ConfigurationError } from '../config.js';
import { classify } from './dialect.js';
import { DatabaseAway } from './errors.js';
import { within } from './within.js';

/**
 * MySQL Group Replication with a single primary: which of several hosts it is, and whether a connection still leads to it. Every
 * statement goes to the primary, reads as well: what a secondary shows may be older than what somebody was told is kept.
 */
export interface Connection {
  query(sql: string): Promise<[unknown, unknown]>;
}

/**
 * How long a host may take to say whether it is the primary, after how long nobody is asked again, and the pause between, in
 * milliseconds: together less than a new connection may take.
 */
const answerMilliseconds = 2000;
const searchMilliseconds = 2500;
const pauseMilliseconds = 200;

const tableAccessDenied = 1142;

/** What a server knows of its group. A member that was cut off from the majority believes for ever that it is the primary. */
const membership = `SELECT COUNT(*) AS members, @@super_read_only AS isReadOnly,
  SUM(member_id = @@server_uuid AND member_state = 'ONLINE' AND member_role = 'PRIMARY') AS isPrimary,
  SUM(member_state = 'UNREACHABLE') AS unreachable
  FROM performance_schema.replication_group_members`;

/** @throws ConfigurationError when the account may not ask that */
async function claimsToLead(connection: Connection, question = membership): Promise<boolean> {
  const [rows] = await connection.query(question).catch((error: { errno?: number }) => {
    if (error.errno !== tableAccessDenied) throw error;
    throw new ConfigurationError([
      'MySQL: the account in DATABASE_URL needs SELECT on performance_schema.replication_group_members.',
    ]);
  });
  const [{ members, isReadOnly, isPrimary, unreachable }] = rows as [Record<string, unknown>];
  return Number(isPrimary) === 1 && isReadOnly === 0 && 2 * Number(unreachable) < Number(members);
}

/** Whether the server of this connection was set up to be a member of a group, whichever way led to it. */
export async function isOfGroup(connection: Connection): Promise<boolean> {
  const [rows] = await connection.query("SHOW VARIABLES LIKE 'group_replication_group_name'");
  return (rows as { Value: string }[]).some(({ Value }) => Value !== '');
}

/**
 * Whether this is the primary, proved by a message through the group: a member that was expelled while it stood still knows nothing of
 * it when it wakes, and waits here in vain. The derived table is there because MySQL sends no message for the server's own tables alone.
 * From then on no transaction on a new primary begins before it has applied what the former one had acknowledged.
 */
export async function provesToLead(connection: Connection): Promise<boolean> {
  await connection.query("SET SESSION group_replication_consistency = 'BEFORE'");
  const leads = await claimsToLead(connection, `${membership} JOIN (SELECT 1) AS message`);
  await connection.query("SET SESSION group_replication_consistency = 'BEFORE_ON_PRIMARY_FAILOVER'");
  return leads;
}

/** Whether this takes writes still. A primary that hands over, or that leaves its group, refuses them before another takes any. */
export async function takesWrites(connection: Connection): Promise<boolean> {
  const [rows] = await connection.query('SELECT @@super_read_only AS isReadOnly');
  return (rows as [{ isReadOnly: number }])[0].isReadOnly === 0;
}

/** Makes the ways to whichever host is the primary at that moment. */
export class Primary {
  private searching: Promise<URL> | undefined;
  private last: string | undefined;

  constructor(
    private readonly hosts: readonly URL[],
    private readonly options: ConnectionOptions,
  ) {}

  /** A way for a new connection, while the primary is still being looked for. */
  socket(): Socket {
    const socket = new Socket().setNoDelay(true).setKeepAlive(true);
    this.find().then(
      (host) => socket.destroyed || socket.connect(hostAndPort(host)),
      (error: Error) => socket.destroy(error),
    );
    return socket;
  }

  /** However many look for it at once, the hosts are asked once. */
  private find(): Promise<URL> {
    this.searching ??= this.search().finally(() => (this.searching = undefined));
    return this.searching;
  }

  /** @throws DatabaseAway when there is no primary for a while; what a server answered if all of them refuse us */
  private async search(): Promise<URL> {
    const until = performance.now() + searchMilliseconds;
    for (;;) {
      const asked = this.hosts.map((host) => this.ifItLeads(host));
      try {
        return this.found(await Promise.any(asked));
      } catch (error) {
        const reasons = (error as AggregateError).errors as Error[];
        if (performance.now() >= until)
          throw reasons.every((reason) => classify(reason) === 'unknown')
            ? reasons[0]!
            : new DatabaseAway('None of the hosts in DATABASE_URL is the primary of its group.', { cause: error });
      }
      await pause(pauseMilliseconds);
    }
  }

  private async ifItLeads(host: URL): Promise<URL> {
    const connection = createConnection({ ...this.options, ...hostAndPort(host) });
    connection.on('error', () => undefined); // the question hears of it
    const not = (): Error => new DatabaseAway(`${host.host} is not the primary.`);
    try {
      const leads = await within(claimsToLead(connection.promise()), answerMilliseconds, not);
      connection.end();
      if (leads) return host;
    } catch (error) {
      connection.destroy();
      throw error;
    }
    throw not();
  }

  private found(host: URL): URL {
    if (this.last !== undefined && this.last !== host.host)
      new Logger('Database').warn(`The primary is ${host.host} now.`);
    this.last = host.host;
    return host;
  }
}

export const hostAndPort = ({ hostname, port }: URL): { host: string; port: number } => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? 3306 : Number(port),
});
