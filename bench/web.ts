/**
 * What a page of the web client costs somebody on a telephone: JavaScript, style sheets and everything else as they went over the
 * wire, the number of requests, and the seconds until the page can be used. In Chromium, against the running service, over a
 * slow mobile line (150 ms to the service and back, 1.6 Mbit/s down, 750 kbit/s up) and with a processor slowed down four times.
 *
 * A page can be used from the moment when its main control is there and enabled, a tap has been answered on the screen, and no
 * task that keeps the page from answering (over 50 ms) follows within a second. A first visit starts with nothing but the cookie
 * of the session; the visit again reads the same page in the same browser.
 *
 * Chromium delays every request by the 150 ms, but opens connections for nothing, and there is no TLS: a real line costs one or
 * two of these delays more.
 */
import { hashPassword } from '#src/identity/passwords.js';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { startService } from '../test/support/app.js';
import { launchBrowser, phone } from '../test/support/chromium.js';
import { aBranchAtWork, aBureauWithScheme, openMonth, startReview } from '../test/support/month.js';
import { median, report } from './measuring.js';

const rounds = Number(process.argv[2] ?? 7);
const line = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const slowDown = 4;
const quietMilliseconds = 1000;

/** Selectors: what has to be there, what is tapped on, and what then has to be seen. */
interface Use {
  ready: string;
  tap: string;
  seen: string;
}
interface Visited {
  script: number;
  style: number;
  all: number;
  requests: number;
  seconds: number;
}

const service = await startService();
const bureauId = await aBureauWithScheme(service);
const branch = await aBranchAtWork(service, bureauId, { size: 25, name: '第一党支部' });
await openMonth(branch);
const reviewed = await aBranchAtWork(service, bureauId, { size: 25, name: '第二党支部' });
await startReview(reviewed, (await openMonth(reviewed)).id);
await service.database.write(async () =>
  service.database.change('UPDATE accounts SET passwordHash = ?, mustChangePassword = 0', [
    await hashPassword('a password that nobody types'),
  ]),
);

const browser = await launchBrowser();

/** Runs in the page, before anything of ours does. */
function watch({ ready, tap, seen, quiet }: Use & { quiet: number }): void {
  let busyUntil = 0;
  new PerformanceObserver((tasks) => {
    for (const { startTime, duration } of tasks.getEntries()) busyUntil = Math.max(busyUntil, startTime + duration);
  }).observe({ type: 'longtask', buffered: true });
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const isShown = (selector: string) => (document.querySelector(selector)?.getClientRects().length ?? 0) > 0;
  const usable = async () => {
    while (!isShown(ready)) await frame();
    document.querySelector<HTMLElement>(tap)!.click();
    while (!isShown(seen)) await frame();
    await frame();
    const answered = performance.now();
    while (performance.now() < Math.max(answered, busyUntil) + quiet) await new Promise((done) => setTimeout(done, 50));
    return Math.max(answered, busyUntil) / 1000;
  };
  Object.assign(globalThis, { usable: usable() });
}

/** What goes over the wire from now on, headers included. */
function countBytes(wire: CDPSession): Omit<Visited, 'seconds'> {
  const counted = { script: 0, style: 0, all: 0, requests: 0 };
  const kinds = new Map<string, 'script' | 'style' | undefined>();
  wire.on('Network.responseReceived', ({ requestId, response }) => {
    const kind = /javascript/.test(response.mimeType) ? 'script' : /css/.test(response.mimeType) ? 'style' : undefined;
    kinds.set(requestId, kind);
    if (!response.fromDiskCache) counted.requests += 1;
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) counted[kind] += encodedDataLength;
    counted.all += encodedDataLength;
  });
  return counted;
}

async function visit(page: Page, path: string): Promise<Visited> {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', line);
  await wire.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  const counted = countBytes(wire);
  await page.goto(service.origin + path);
  const seconds = await page.evaluate(() => (globalThis as unknown as { usable: Promise<number> }).usable);
  await wire.detach();
  return { ...counted, seconds };
}

async function asSomebody(accountId: number | null, use: Use): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: phone, locale: 'zh-CN', hasTouch: true, isMobile: true });
  await context.addInitScript(watch, { ...use, quiet: quietMilliseconds });
  if (accountId === null) return context;
  const [name, value] = (await service.cookie(accountId)).split('=') as [string, string];
  await context.addCookies([{ name, value, url: service.origin }]);
  return context;
}

async function measure(
  size: string,
  { path, accountId, use, again }: { path: string; accountId: number | null; use: Use; again?: boolean },
  aims: { script?: string; seconds?: string } = {},
): Promise<void> {
  const [first, second]: [Visited[], Visited[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const context = await asSomebody(accountId, use);
    const page = await context.newPage();
    first.push(await visit(page, path));
    if (again) second.push(await visit(page, path));
    await context.close();
  }
  const of = { bench: 'web', database: 'SQLite', size };
  const figures = (visits: Visited[], name: keyof Visited) => visits.map((each) => each[name]);
  const bytes = (work: string, name: 'script' | 'style' | 'all', aim?: string) =>
    report({ ...of, work, unit: 'bytes', ...(aim && { aim }) }, figures(first, name));
  bytes('first visit, JavaScript over the wire', 'script', aims.script);
  bytes('first visit, style sheets over the wire', 'style');
  bytes('first visit, everything over the wire', 'all');
  console.log(`    in ${median(figures(first, 'requests'))} requests`);
  const until = 'until the page can be used';
  const aim = aims.seconds && { aim: aims.seconds };
  report({ ...of, work: `first visit, ${until}`, unit: 's', ...aim }, figures(first, 'seconds'));
  if (again) report({ ...of, work: `visit again, ${until}`, unit: 's' }, figures(second, 'seconds'));
}

await measure(
  'My month of a member',
  {
    path: '/my-month',
    accountId: branch.accountIds[5]!,
    use: {
      ready: '.submit-bar button.primary:enabled',
      tap: '.category .head',
      seen: '.category .head[aria-expanded=true]',
    },
    again: true,
  },
  { script: '≤ 150,000', seconds: '≤ 2' },
);
await measure('Sign-in', {
  path: '/sign-in',
  accountId: null,
  use: { ready: 'form button.primary:enabled', tap: 'form > .button.quiet', seen: '[autocomplete=new-password]' },
});
await measure('Review desk, 25 sheets', {
  path: `/branches/${reviewed.branchId}/review`,
  accountId: reviewed.accountIds[0]!,
  use: { ready: '.queue .one', tap: '.queue .one', seen: '.acts .button.primary:enabled' },
});

await browser.close();
await service.close();
