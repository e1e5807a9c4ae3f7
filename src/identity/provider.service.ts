import { Inject, Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { CONFIG, type Config } from '../config.js';
import { Refusal } from '../http/refusal.js';
import type { ProviderConfig } from '../provider-config.js';
import { failureOf, isSecondFactor } from './provider-answer.js';

/** What only this sign-in knows, on both of its ends: see ProviderRequest. */
export interface Secrets {
  state: string;
  nonce: string;
  verifier: string;
}

/** Who somebody is, as the provider has proved. */
export interface Identity {
  issuer: string;
  subject: string;
  /** Whether the provider asked for a second factor, as far as its word on this counts here. */
  secondFactor: boolean;
}

const timeoutSeconds = 10;
/** What the provider says of itself is asked for again after an hour, in milliseconds; its keys, whenever an unknown one comes. */
const knownMilliseconds = 3600_000;

/** The path of our client to which the provider sends people back. It is registered there together with the public origin. */
export const answerPath = '/sign-in/provider';

/**
 * The provider of sign-ins (OpenID Connect, authorization code with PKCE). Nothing is asked of it before somebody wants to sign
 * in through it, so the service starts without it; an answer that failed is not remembered.
 */
@Injectable()
export class Provider {
  private readonly log = new Logger('Provider');
  private known: { server: Promise<client.Configuration>; since: number } | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** What stands on the button; null when there is no provider. */
  get label(): string | null {
    return this.config.provider?.label ?? null;
  }

  get issuer(): string {
    return this.settings().issuer;
  }

  /** Secrets for one sign-in. `purpose` stands at the front of the state, for our own client to know what it was about. */
  newSecrets(purpose: 'signIn' | 'link'): Secrets {
    return {
      state: `${purpose}.${client.randomState()}`,
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
  }

  /** Where the browser has to go. @throws providerAway */
  async addressFor({ state, nonce, verifier }: Secrets): Promise<string> {
    const { scopes, secondFactorAcr } = this.settings();
    const server = await this.server();
    return client.buildAuthorizationUrl(server, {
      redirect_uri: this.answerAddress(),
      scope: scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(secondFactorAcr.length > 0 && { acr_values: secondFactorAcr.join(' ') }),
    }).href;
  }

  /**
   * Who came back, proved by the provider's signed token. `answer` is the query with which the browser returned.
   * @throws signInCancelled, signInBroken or providerAway
   */
  async identityOf(answer: string, { state, nonce, verifier }: Secrets): Promise<Identity> {
    const server = await this.server();
    try {
      const tokens = await client.authorizationCodeGrant(server, new URL(`${this.answerAddress()}?${answer}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || claims.sub.length > 255) throw new Refusal('signInBroken');
      return { issuer: claims.iss, subject: claims.sub, secondFactor: isSecondFactor(claims, this.settings()) };
    } catch (error) {
      throw this.refused(error);
    }
  }

  private async server(): Promise<client.Configuration> {
    const now = performance.now();
    if (!this.known || now - this.known.since > knownMilliseconds) this.known = { server: this.discover(), since: now };
    try {
      return await this.known.server;
    } catch (error) {
      this.known = undefined;
      throw this.refused(error, 'providerAway');
    }
  }

  private async discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings();
    const server = await client.discovery(new URL(issuer), clientId, undefined, authenticationWith(clientSecret), {
      timeout: timeoutSeconds,
      // Settings take http for this very machine alone.
      execute: issuer.startsWith('http:') ? [client.allowInsecureRequests] : [],
    });
    // The token comes straight from the provider, and the standard then lets its signature be; we look at it all the same.
    client.enableNonRepudiationChecks(server);
    return server;
  }

  private refused(error: unknown, otherwise: 'signInBroken' | 'providerAway' = 'signInBroken'): Refusal {
    if (error instanceof Refusal) return error;
    const { refusal, said } = failureOf(error, otherwise);
    this.log.warn(`A sign-in through the provider failed: ${refusal}, ${said}`);
    return new Refusal(refusal, refusal === 'providerAway' ? { retryAfterSeconds: 10 } : {});
  }

  private answerAddress(): string {
    return `${this.config.publicOrigin ?? ''}${answerPath}`;
  }

  private settings(): ProviderConfig {
    if (!this.config.provider) throw new Refusal('notFound');
    return this.config.provider;
  }
}

/** The provider says which way it takes our secret; without a word the standard's way is in the header. */
function authenticationWith(secret: string): client.ClientAuth {
  const inHeader = client.ClientSecretBasic(secret);
  const inBody = client.ClientSecretPost(secret);
  return (server, registered, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (ways.includes('client_secret_basic') ? inHeader : inBody)(server, registered, body, headers);
  };
}
