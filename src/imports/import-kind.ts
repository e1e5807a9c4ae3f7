/** What a table may bring: who is in the branches, results of months before the service, facts for the running month. */
export const importKinds = ['roster', 'pastMonths', 'facts'] as const;
export type ImportKind = (typeof importKinds)[number];
