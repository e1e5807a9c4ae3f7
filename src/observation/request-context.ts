import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that is being answered, wherever the code is that asks. */
export interface RequestContext {
  requestId: string;
  /** Lines of the trail that this request has written, as `unit:17#1042`. They count only if the request succeeds. */
  readonly trail: Set<string>;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Remembers that the running request (if there is one) wrote this line, so that its line in the log leads to the trail. */
export function noteTrailLine(chain: string, sequence: number): void {
  requestContext.getStore()?.trail.add(`${chain}#${sequence}`);
}
