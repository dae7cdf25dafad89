/** A person who answers approvals over REST. */
import { until } from './until.js';

export interface ListedApproval {
  readonly id: string;
  readonly state: string;
  readonly rule: string;
  readonly session: string;
  readonly requests: readonly { readonly requestId: string; readonly attended: boolean }[];
}

export class Approver {
  constructor(
    private readonly url: () => string,
    private readonly token: () => Promise<string>,
  ) {}

  /** Newest first. */
  async list(state: string): Promise<readonly ListedApproval[]> {
    const answer = await this.#ask('GET', `/v1/approvals?state=${state}`);
    if (answer.status !== 200) throw new Error(`the list of approvals: ${answer.status}`);
    return ((await answer.json()) as { items: ListedApproval[] }).items;
  }

  /** The pending approval for which `count` requests wait. */
  async pending(count = 1): Promise<ListedApproval> {
    return until(`an approval for which ${count} wait`, 30_000, async () =>
      (await this.list('pending')).find(({ requests }) => requests.length >= count),
    );
  }

  vote(id: string, choice: 'approve' | 'deny', reason?: string): Promise<Response> {
    return this.#ask('POST', `/v1/approvals/${id}/votes`, {
      choice,
      ...(reason !== undefined && { reason }),
    });
  }

  kill(session: string): Promise<Response> {
    return this.#ask('POST', `/v1/sessions/${session}/kill`, {});
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url()}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
