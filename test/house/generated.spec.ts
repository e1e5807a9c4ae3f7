import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeService } from '#src/app.js';
import { rightsPage } from '#src/identity/rights-page.js';

/** Generated files are committed and compared: a change of the API is part of the review. `npm run generate` writes them anew. */
describe('generated files are fresh', () => {
  test('docs/openapi.json is what the handlers and their types say', async () => {
    const written = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(await describeService())));
    expect(written.openapi).toMatch(/^3\.1/);
  });

  test('the web client’s types are made from docs/openapi.json', () => {
    const made = execFileSync('npx', ['openapi-typescript', 'docs/openapi.json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(readFileSync('web/src/api-schema.d.ts', 'utf8')).toBe(made);
  });

  test('docs/rights.md is what the table of rights says', () => {
    // Its columns are lined up after it is made.
    const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');
    expect(plain(readFileSync('docs/rights.md', 'utf8'))).toBe(plain(rightsPage()));
  });
});
