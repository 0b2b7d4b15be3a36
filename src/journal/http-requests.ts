/** The last request to each URL of `trace.targets`, for the status page, and how many had a slow lookup. Bounded by the URLs. */

import type { HttpRequestEvent } from '../domain/http-request.ts';

export interface TracedUrl {
  readonly target: string;
  /** Requests since the agent started, and those whose lookup took a second or longer. */
  readonly requests: number;
  readonly slowLookups: number;
  /** Absent before the first request has ended. */
  readonly last?: HttpRequestEvent;
}

export class HttpRequests {
  readonly #urls: Map<string, TracedUrl>;

  /** `targets`: the URLs that are requested. Others are not recorded. */
  constructor(targets: readonly string[]) {
    this.#urls = new Map(targets.map((target) => [target, { target, requests: 0, slowLookups: 0 }]));
  }

  record(last: HttpRequestEvent): void {
    const { target } = last;
    const url = this.#urls.get(target);
    if (url === undefined) return;
    const slowLookups = url.slowLookups + (last.slowLookup ? 1 : 0);
    this.#urls.set(target, { target, requests: url.requests + 1, slowLookups, last });
  }

  /** In the order of the configuration. */
  view(): readonly TracedUrl[] {
    return [...this.#urls.values()];
  }
}
