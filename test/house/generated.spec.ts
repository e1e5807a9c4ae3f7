import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describeService } from '#src/app.js';

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
});
