import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Service, startService } from '../support/app.js';
import { rawGet } from '../support/raw-get.js';

/** The client's files as the service sends them. */
describe('the web client over HTTP', () => {
  let service: Service;
  const assets = readdirSync('dist/web/assets');
  const script = `/assets/${assets.find((name) => /^index-.*\.js$/.test(name))}`;
  const onDisk = (path: string) => readFileSync(`dist/web${path}`);

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.close());

  const get = (path: string, headers?: Record<string, string>, method?: string) =>
    rawGet(service.origin, path, headers, method);

  test.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip, deflate', gunzipSync],
    ['gzip', 'gzip, br;q=0', gunzipSync],
  ])('sends %s to who takes %s', async (encoding, takes, unpack) => {
    const { status, headers, body } = await get(script, { 'accept-encoding': takes });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(unpack(body).equals(onDisk(script))).toBe(true);
  });

  test.each([[undefined], ['identity'], ['br;q=0, gzip;q=0']])(
    'sends the file as it is to who takes %s',
    async (takes) => {
      const { status, headers, body } = await get(script, takes ? { 'accept-encoding': takes } : {});
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers.vary).toMatch(/accept-encoding/i);
      expect(body.equals(onDisk(script))).toBe(true);
    },
  );

  test('a digest in the name keeps a file for ever, the page is asked for anew', async () => {
    for (const takes of ['br', 'identity']) {
      const asset = await get(script, { 'accept-encoding': takes });
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      for (const path of ['/', '/my-month', '/index.html'])
        expect((await get(path, { 'accept-encoding': takes })).headers['cache-control']).toBe('no-cache');
    }
  });

  test('each form has an ETag of its own, and answers 304 to it alone', async () => {
    const takes = { 'accept-encoding': 'br' };
    const packed = (await get(script, takes)).headers.etag as string;
    const plain = (await get(script)).headers.etag as string;
    expect(packed).not.toBe(plain);
    const again = await get(script, { ...takes, 'if-none-match': packed });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get(script, { 'if-none-match': packed })).status).toBe(200);
  });

  test('HEAD says what GET would send, and a range is one of what is sent', async () => {
    const takes = { 'accept-encoding': 'br' };
    const whole = await get(script, takes);
    const head = await get(script, takes, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['content-length', 'content-encoding', 'content-type', 'etag', 'vary'])
      expect([name, head.headers[name]]).toEqual([name, whole.headers[name]]);
    const part = await get(script, { ...takes, range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 10-19/${whole.body.length}`);
    expect(part.body.equals(whole.body.subarray(10, 20))).toBe(true);
  });

  test.each([`${script}.br`, `${script}.gz`, '/assets/none.js', '/assets/../index.html.br', '/assets/%2e%2e/.built'])(
    '%s is no address',
    async (path) => {
      for (const takes of ['br', 'identity'])
        expect([takes, (await get(path, { 'accept-encoding': takes })).status]).toEqual([takes, 404]);
    },
  );
});
