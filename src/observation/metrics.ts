import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Injectable } from '@nestjs/common';

/** What the door to the database tells about its two lanes. On MySQL both are the one pool. */
export interface DatabaseLoad {
  load(): readonly { lane: string; inUse: number; waiting: number }[];
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
const prefix = 'pointbook_';

/**
 * What the service counts about itself, in the words of Prometheus. Every label comes from a closed set (patterns of routes,
 * codes, names of jobs), so that no request can add one and nothing personal can stand in one.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests = this.histogram('http_request_seconds', 'How long answering took.', [
    'method',
    'route',
    'status',
  ]);
  private readonly shed = this.counter('requests_turned_away_total', 'Requests refused because of overload.', ['kind']);
  private readonly events = this.counter('security_events_total', 'Security events.', ['event']);
  private readonly waits = this.histogram('database_wait_seconds', 'Waiting for a connection, or for its turn.', [
    'lane',
  ]);
  private readonly retries = this.counter('database_retries_total', 'Transactions that ran again.', ['lane']);
  private readonly failures = this.counter('database_failures_total', 'Failures of the database.', ['failure']);
  private readonly jobRuns = this.counter('job_runs_total', 'What the service did by itself.', ['job', 'outcome']);
  private readonly lastTick = this.gauge(
    'job_last_tick_timestamp_seconds',
    'When what is due was last looked for, to the end.',
  );
  private readonly exports = this.counter('kept_exports_total', 'Exports made in the background.', ['outcome']);
  private readonly exportsWaiting = this.gauge('kept_exports_waiting', 'Exports that waited at the last look.');
  private readonly evidence = this.counter('evidence_stored_bytes_total', 'Bytes of evidence that were stored.', []);
  private readonly ready = this.gauge('ready', 'Whether the service can do its work, at the last look.');

  /** Also measures the process and its event loop, which costs a little; only where somebody asks for it. */
  measureProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** The load of the database is read when somebody asks for the metrics. */
  watch(database: DatabaseLoad): void {
    new Gauge({
      name: `${prefix}database_connections`,
      help: 'Connections in use, and callers that wait for one.',
      labelNames: ['lane', 'state'],
      registers: [this.registry],
      collect() {
        for (const { lane, inUse, waiting } of database.load()) {
          this.set({ lane, state: 'inUse' }, inUse);
          this.set({ lane, state: 'waiting' }, waiting);
        }
      },
    });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  answered({ method, route, status }: { method: string; route: string; status: number }, seconds: number): void {
    this.requests.observe({ method: methods.has(method) ? method : 'other', route, status: String(status) }, seconds);
  }

  turnedAway(kind: string): void {
    this.shed.inc({ kind });
  }

  securityEvent(event: string): void {
    this.events.inc({ event });
  }

  waited(lane: string, milliseconds: number): void {
    this.waits.observe({ lane }, milliseconds / 1000);
  }

  retried(lane: string): void {
    this.retries.inc({ lane });
  }

  failed(failure: string): void {
    this.failures.inc({ failure });
  }

  jobRan(job: string, outcome: 'done' | 'failed'): void {
    this.jobRuns.inc({ job, outcome });
  }

  ticked(): void {
    this.lastTick.set(Date.now() / 1000);
  }

  exportMade(outcome: 'done' | 'failed'): void {
    this.exports.inc({ outcome });
  }

  exportsWait(count: number): void {
    this.exportsWaiting.set(count);
  }

  evidenceStored(bytes: number): void {
    this.evidence.inc(bytes);
  }

  readiness(isReady: boolean): void {
    this.ready.set(isReady ? 1 : 0);
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    const buckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
    return new Histogram({ name: prefix + name, help, labelNames, buckets, registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: prefix + name, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name: prefix + name, help, registers: [this.registry] });
  }
}
