/** What this process remembers about keys that strangers choose. Beyond `most` keys, the one untouched longest is forgotten. */
export class Remembered<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly most: number) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  set(key: string, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most && oldest !== undefined) this.values.delete(oldest);
  }

  entries(): Iterable<[string, Value]> {
    return this.values.entries();
  }
}
