import { ref } from 'vue';
import { call } from './api';
import type { ProviderAddress, SignInProvider } from './api-types';

/** What the provider of sign-ins is called; null where there is none, and until it is known. */
export const providerLabel = ref<string | null>(null);
let asked: Promise<void> | undefined;

/** Asks once. Without an answer there is no button, and passwords do. */
export function loadProvider(): Promise<void> {
  asked ??= call<SignInProvider>('GET', '/session/provider').then(
    ({ label }) => void (providerLabel.value = label),
    () => void (asked = undefined),
  );
  return asked;
}

/** Leaves for the provider: to sign in, or to link the account of who is signed in. */
export async function goToProvider(purpose: 'signIn' | 'link', returnPath: string): Promise<void> {
  const path = purpose === 'link' ? '/sign-in-links/provider-request' : '/session/provider-request';
  const { address } = await call<ProviderAddress>('POST', path, { body: { returnPath } });
  location.assign(address);
}
