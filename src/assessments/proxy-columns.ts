import type { Consent } from './proxy-entry.entity.js';
import type { ProxyView } from './sheet.view.js';

/** The mark of a proxy's entry as it is read beside its sheet; all null where the member wrote himself. */
export interface ProxyColumns {
  proxyEnteredBy: string | null;
  proxyEnteredAt: string | null;
  proxyReceivedOn: string | null;
  proxyReason: string | null;
  proxyConsent: Consent | null;
  proxyConsentNote: string | null;
}

export const proxyColumns = `proxies.displayName AS proxyEnteredBy, proxy_entries.enteredAt AS proxyEnteredAt,
  proxy_entries.receivedOn AS proxyReceivedOn, proxy_entries.reason AS proxyReason, proxy_entries.consent AS proxyConsent,
  proxy_entries.consentNote AS proxyConsentNote`;

export const proxyJoin = `LEFT JOIN proxy_entries ON proxy_entries.sheetId = sheets.id
  LEFT JOIN accounts proxies ON proxies.id = proxy_entries.enteredBy`;

export function proxyView(row: ProxyColumns): ProxyView | null {
  if (row.proxyEnteredAt === null) return null;
  return {
    enteredBy: row.proxyEnteredBy ?? '',
    enteredAt: row.proxyEnteredAt,
    receivedOn: row.proxyReceivedOn ?? '',
    reason: row.proxyReason ?? '',
    consent: row.proxyConsent ?? 'signedPaper',
    consentNote: row.proxyConsentNote ?? '',
  };
}
