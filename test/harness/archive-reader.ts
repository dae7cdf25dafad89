/** Reads the archive as an auditor does, over REST. */

export interface ArchivedEvent {
  readonly id: string;
  readonly type: string;
  readonly session: string;
  readonly requestId?: string;
  /** Position in the log of its partition. */
  readonly position: number;
  readonly producer: { readonly replica: string; readonly bootEpoch: string; readonly sequence: number };
  readonly [field: string]: unknown;
}

export class ArchiveReader {
  constructor(
    private readonly url: string,
    private readonly token: () => Promise<string>,
  ) {}

  async get(path: string, accept = 'application/json'): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${await this.token()}`, accept },
    });
  }

  async json<T>(path: string): Promise<T> {
    const response = await this.get(path);
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** All events that match, page by page. */
  async events(query: Readonly<Record<string, string>> = {}): Promise<ArchivedEvent[]> {
    const found: ArchivedEvent[] = [];
    let cursor: string | undefined;
    do {
      const search = new URLSearchParams({
        ...query,
        limit: '500',
        ...(cursor === undefined ? {} : { cursor }),
      });
      const page = await this.json<{ items: ArchivedEvent[]; nextCursor?: string | null }>(
        `/v1/events?${search.toString()}`,
      );
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }
}
