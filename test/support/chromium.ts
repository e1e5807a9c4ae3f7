import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The browser that tests and measurements use, and the two windows that they look through. */
export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

/** Playwright makes a profile folder for each browser it launches, and removes it when the browser closes. */
export function launchBrowser(): Promise<Browser> {
  if (!existsSync('dist/web/index.html')) throw new Error('The web client is not built: npx vite build web');
  return chromium.launch({ executablePath, args: flags.split(' ') });
}
