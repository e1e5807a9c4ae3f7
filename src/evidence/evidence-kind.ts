/** What may be handed in as evidence. What a file is, its content decides; the name and the declared type say nothing. */
export const evidenceKinds = ['pdf', 'jpg', 'png', 'docx', 'xlsx'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const mediaTypes: Record<EvidenceKind, string> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  png: 'image/png',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What a sheet may carry. */
export const evidenceLimits = {
  fileBytes: 10 * 1024 * 1024,
  filesOfLine: 5,
  filesOfSheet: 20,
  /** The largest telephones take pictures of 50 million pixels. */
  pixels: 64_000_000,
  /** A page of A4 at 220 dots an inch is still read with ease. */
  edgePixels: 2560,
} as const;
