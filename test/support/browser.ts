import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Config } from '#src/config.js';
import { type Service, startService } from './app.js';
import { desk, executablePath, launchBrowser, phone } from './chromium.js';

/** The built web client in a real browser over the real service. One house a spec file; every visitor is a browser of his own. */

export { desk, phone };
type View = typeof desk;

/** `describe`, where there is a browser. Elsewhere all of it is skipped, and said aloud: a silent skip reads as a pass. */
export function describeInBrowser(name: string, body: () => void): void {
  if (existsSync(executablePath)) return describe(name, body);
  // Not console.warn: jest drops what a file says that has only skipped tests.
  process.stderr.write(`\nSKIPPED, no Chromium at ${executablePath} (name another in CHROMIUM): ${name}\n`);
  describe.skip(name, body);
}

export class House {
  readonly visitors: Visitor[] = [];
  private pictures: string | undefined;
  private failed: string | undefined;

  private constructor(
    readonly service: Service,
    private readonly browser: Browser,
  ) {}

  static async open(now: string, settings: Partial<Config> = {}): Promise<House> {
    const browser = await launchBrowser();
    return new House(await startService({ now, settings }), browser);
  }

  async visitor(name: string, view: View = desk): Promise<Visitor> {
    const context = await this.browser.newContext({
      viewport: view,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      hasTouch: view === phone,
      isMobile: view === phone,
      acceptDownloads: true,
    });
    context.setDefaultTimeout(20_000);
    await context.clock.setFixedTime(this.service.clock.now());
    const visitor = new Visitor(name, this.service.origin, context, await context.newPage());
    this.visitors.push(visitor);
    return visitor;
  }

  /** Moves time for the service and for everybody's browser. Timers go on running: only the hands of the clock are put. */
  async moveTo(now: string): Promise<void> {
    this.service.clock.set(now);
    for (const { context } of this.visitors) await context.clock.setFixedTime(now);
  }

  /** One act of a story told in several tests: after the first that fails the rest would only repeat its failure. */
  async act(title: string, work: () => Promise<void>): Promise<void> {
    if (this.failed) throw Object.assign(new Error(`Not tried, because “${this.failed}” failed.`), { stack: '' });
    try {
      await work();
      for (const { name, troubles } of this.visitors) expect([name, troubles]).toEqual([name, []]);
    } catch (error) {
      this.failed = title;
      await this.takePictures();
      throw error;
    }
  }

  async takePictures(): Promise<void> {
    this.pictures ??= mkdtempSync(join(tmpdir(), 'pointbook-pictures-'));
    for (const { name, page } of this.visitors)
      await page
        .screenshot({ path: join(this.pictures, `${name}.png`), timeout: 5_000, fullPage: true })
        .catch(() => undefined);
    console.error(`What everybody saw: ${this.pictures}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.service.close();
  }
}

export class Visitor {
  /** What a page must never do: an error in its console, an answer it did not expect, a script that throws. */
  readonly troubles: string[] = [];

  constructor(
    readonly name: string,
    private readonly origin: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.troubles.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      // The browser's own line about an answer of 400 and more; the answer itself is looked at below.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) this.troubles.push(`${page.url()}: ${message.text()}`);
    });
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      const asksWhoItIs = response.status() === 401 && pathname === '/api/v1/session';
      if (response.status() >= 400 && !asksWhoItIs)
        this.troubles.push(`${response.request().method()} ${pathname}: ${response.status()}`);
    });
  }

  /** The same person, and the same browser, in another tab. */
  with(page: Page): Visitor {
    return new Visitor(this.name, this.origin, this.context, page);
  }

  /** Opens an address as if typed, and waits until the page has what it shows. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.settled();
  }

  /** A page that is just being left looks settled too: so it must still be there, and whole, two frames later. */
  async settled(): Promise<void> {
    const isWhole = () => !!document.querySelector('main h1') && !document.querySelector('.skeleton');
    do {
      await this.page.waitForFunction(isWhole);
      await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    } while (!(await this.page.evaluate(isWhole)));
  }

  async signIn(signInName: string, password: string): Promise<void> {
    await this.page.getByLabel('登录名').fill(signInName);
    await this.page.getByLabel('密码', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: '登录', exact: true }).click();
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  link(name: string | RegExp) {
    return this.page.getByRole('link', { name });
  }

  heading(name: string | RegExp) {
    return this.page.getByRole('heading', { name });
  }

  /** What is wrong with the page as it stands, in words: accessibility, width, and words that were never written. */
  async faults(): Promise<string[]> {
    await this.settled();
    const address = this.page.url();
    const faults = await this.faultsNow();
    // A click before this may have led to another page meanwhile: what was looked at then was half of each.
    return this.page.url() === address ? faults : this.faults();
  }

  private async faultsNow(): Promise<string[]> {
    await this.page.evaluate(axe);
    const findings = await this.page.evaluate(async () => {
      type Found = { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] };
      const { violations } = await (
        globalThis as unknown as { axe: { run(on: Document, how: object): Promise<{ violations: Found[] }> } }
      ).axe.run(document, { resultTypes: ['violations'] });
      return violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`);
        return `${id}: ${help} (${where.join(' | ')})`;
      });
    });
    return [...findings, ...(await this.tooWide()), ...(await this.missingWords())].map(
      (finding) => `${new URL(this.page.url()).pathname}: ${finding}`,
    );
  }

  /** A page scrolls down, never sideways; a wide table scrolls within itself. */
  async tooWide(): Promise<string[]> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > clientWidth + 1,
      );
      const names = wide.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
      return [`wider than the window by ${scrollWidth - clientWidth} px (${names.join(', ')})`];
    });
  }

  /** Keys that stand where their sentence should ('sheet.title'). */
  async missingWords(): Promise<string[]> {
    const texts = await this.texts();
    return texts.filter((text) => messageKey.test(text)).map((text) => `no words for ${messageKey.exec(text)![0]}`);
  }

  /** Everything the page says: its text, and the names of its controls. What is marked as another language is left out. */
  async texts(): Promise<string[]> {
    return this.page.evaluate(() => {
      const language = document.documentElement.lang;
      const own = (element: Element | null) => (element?.closest('[lang]')?.getAttribute('lang') ?? '') === language;
      const texts: string[] = [document.title];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode())
        if (own(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent ?? '');
      for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        if (own(element))
          for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
      return texts.map((text) => text.trim()).filter(Boolean);
    });
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const messageKey = new RegExp(
  `(?<![\\w/.])(${readdirSync('web/src/i18n/zh')
    .map((file) => file.replace(/\.ts$/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()))
    .join('|')})(\\.[a-zA-Z][a-zA-Z0-9]*)+(?![\\w/])`,
);
