import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import type { ProviderConfig } from '#src/provider-config.js';

type Claims = Record<string, unknown>;

/** A real provider of sign-ins in the test's own process. What it says can be bent, to see that it is looked at. */
export class TestProvider {
  /** How the next identity token is bent: its claims, or the text of the signed token itself. */
  bendClaims: ((claims: Claims) => Claims) | undefined;
  bendToken: ((token: string) => string) | undefined;
  /** What the provider says it asked of the person. */
  amr: string[] = ['pwd'];
  /** Answers nothing but 503 while it is set. */
  isAway = false;
  /** How often it was asked for what it says of itself. */
  discoveries = 0;

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
    private readonly sign: (claims: Claims) => string,
  ) {}

  static async open(redirectUri: string, port = 0): Promise<TestProvider> {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
    const sign = (claims: Claims): string => {
      const parts = [{ alg: 'RS256', typ: 'JWT', kid: 'one' }, claims];
      const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
    };
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const opened = new TestProvider(issuer, server, sign);
    opened.serve(await quietly(() => providerAt(issuer, redirectUri, key)));
    return opened;
  }

  /** As the settings would name it. */
  get settings(): ProviderConfig {
    return {
      issuer: this.issuer,
      clientId: 'pointbook',
      clientSecret,
      label: '统一身份认证',
      scopes: 'openid',
      secondFactorAmr: ['otp'],
      secondFactorAcr: [],
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(provider: Provider): void {
    provider.use(async (context, next) => {
      await next();
      const { body, path } = context as unknown as { body: { id_token?: string }; path: string };
      if (path === '/token' && body?.id_token !== undefined) body.id_token = this.bent(body.id_token);
    });
    const callback = provider.callback();
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (this.isAway) return void response.writeHead(503).end();
      if (request.url?.startsWith('/.well-known/')) this.discoveries += 1;
      if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
      this.interact(provider, request, response).catch(() => response.writeHead(500).end());
    });
  }

  /** Asks who it is; whoever says a name is that one. */
  private async interact(provider: Provider, request: IncomingMessage, response: ServerResponse) {
    const { searchParams } = new URL(request.url ?? '', this.issuer);
    const accountId = searchParams.get('subject');
    if (searchParams.has('cancel'))
      return provider.interactionFinished(request, response, { error: 'access_denied', error_description: '取消' });
    if (accountId !== null)
      return provider.interactionFinished(request, response, { login: { accountId, amr: this.amr } });
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(
        `<!doctype html><title>统一身份认证</title><link rel="icon" href="data:,"><form><label>工号 <input name="subject"></label><button>进入</button></form>`,
      );
  }

  private bent(token: string): string {
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Claims;
    const resigned = this.bendClaims ? this.sign(this.bendClaims(claims)) : token;
    return this.bendToken ? this.bendToken(resigned) : resigned;
  }
}

const clientSecret = 'a secret that only this test knows';

/** It says aloud, in many lines, that what it keeps in memory is for development: that is what it is here for. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, info } = console;
  console.warn = console.info = () => undefined;
  try {
    return await work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

async function providerAt(issuer: string, redirectUri: string, key: object): Promise<Provider> {
  const { Provider } = await import('oidc-provider');
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'pointbook',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [key as never] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['of this test'] },
    pkce: { required: () => true },
    claims: { openid: ['sub', 'amr'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
}

/** A person's browser, as far as the provider sees it. Each begins without cookies. */
export class AtProvider {
  private readonly cookies = new Map<string, string>();

  /** Goes to the provider, says who he is (or cancels), and comes back: answers the query with which he returns. */
  async visit(address: string, subject: string | null): Promise<string> {
    let at = new URL(address);
    const origin = at.origin;
    for (let hop = 0; hop < 12; hop += 1) {
      if (at.pathname.startsWith('/interaction/')) at.search = subject === null ? '?cancel=1' : `?subject=${subject}`;
      const response = await this.get(at);
      const next = response.headers.get('location');
      if (next === null) throw new Error(`${response.status} at ${at.pathname}: ${await response.text()}`);
      at = new URL(next, at);
      if (at.origin !== origin) return at.search.slice(1);
    }
    throw new Error('The provider sends its visitors round and round.');
  }

  private async get(address: URL): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  }
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
