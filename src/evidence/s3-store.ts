import { AwsClient } from 'aws4fetch';
import type { EvidenceConfig } from '../config.js';
import { type EvidenceStore, EvidenceStoreAway, storageNamePattern, type StoredName } from './evidence-store.js';

const answerMilliseconds = 20_000;

/** Files in a bucket that speaks S3: of a cloud, or MinIO, Ceph or Garage in the own house. Addresses are of the path style. */
export class S3Store implements EvidenceStore {
  private readonly client: AwsClient;

  constructor(private readonly config: EvidenceConfig & { kind: 's3' }) {
    const { accessKeyId, secretAccessKey, region } = config;
    // Two tries more: a bucket that is away for longer is said to the person, who can press again.
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2, initRetryMs: 100 });
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const response = await this.send('PUT', this.addressOf(name), bytes);
    if (!response.ok) throw notAsExpected('keep', response);
  }

  async get(name: string): Promise<Uint8Array | null> {
    const response = await this.send('GET', this.addressOf(name));
    if (response.status === 404) return null;
    if (!response.ok) throw notAsExpected('give', response);
    return new Uint8Array(await response.arrayBuffer());
  }

  async remove(name: string): Promise<void> {
    const response = await this.send('DELETE', this.addressOf(name));
    if (!response.ok && response.status !== 404) throw notAsExpected('remove', response);
  }

  async *list(): AsyncGenerator<StoredName> {
    const { pathname, origin } = new URL(this.config.url);
    const [, bucket = '', ...folders] = pathname.split('/');
    const prefix = folders.length === 0 ? '' : `${folders.join('/')}/`;
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) });
      const response = await this.send('GET', `${origin}/${bucket}?${query.toString()}`);
      if (!response.ok) throw notAsExpected('list', response);
      const text = await response.text();
      for (const [, entry = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const name = valueOf(entry, 'Key').slice(prefix.length);
        const storedAt = new Date(valueOf(entry, 'LastModified')).toISOString();
        if (storageNamePattern.test(name)) yield { name, storedAt };
      }
      token = valueOf(text, 'NextContinuationToken') || undefined;
    } while (token);
  }

  private addressOf(name: string): string {
    if (!storageNamePattern.test(name)) throw new Error('This is not a name of ours.');
    return `${this.config.url}/${name}`;
  }

  private async send(method: string, address: string, body?: Uint8Array): Promise<Response> {
    try {
      return await this.client.fetch(address, {
        method,
        // A bucket that sends us elsewhere is set up wrongly; what is signed for it goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(answerMilliseconds),
        ...(body && { body: Buffer.from(body), headers: { 'content-type': 'application/octet-stream' } }),
      });
    } catch (error) {
      throw new EvidenceStoreAway('The evidence bucket does not answer.', { cause: error });
    }
  }
}

function valueOf(xml: string, tag: string): string {
  const text = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(xml)?.[1] ?? '';
  return text.replaceAll('&amp;', '&');
}

function notAsExpected(what: string, { status }: Response): EvidenceStoreAway {
  return new EvidenceStoreAway(`The evidence bucket did not ${what} a file: it answered ${status}.`);
}
