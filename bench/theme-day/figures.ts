/** How long every request took, kind by kind, and what came of it. */
export class Figures {
  /** Milliseconds from the moment at which somebody wanted it, whether or not it could be sent then. */
  readonly answered = new Map<string, number[]>();
  /** How long those waited who were turned away (503). */
  readonly turnedAway: number[] = [];
  /** Whatever may not happen: a status nobody expects, a connection that breaks, no answer in time. */
  readonly faults = new Map<string, number>();
  visits = 0;
  /** Visits that ended before their end, because the service turned away the same request three times. */
  sentHome = 0;

  took(kind: string, milliseconds: number): void {
    const known = this.answered.get(kind);
    if (known) known.push(milliseconds);
    else this.answered.set(kind, [milliseconds]);
  }

  fault(what: string): void {
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
  }

  get requests(): number {
    return this.all.length;
  }

  get all(): number[] {
    return [...this.answered.values()].flat();
  }
}

/** The exact percentile: so many of a hundred values are not above it. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * of) / 100) - 1)] ?? NaN;
}
