/** Modals, stacked on each other, and home tabs; and how payloads and answers show one. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../provider/json.js';
import { viewsStackedMax } from '../shape/limits.js';
import type { Ids } from './ids.js';

export interface View {
  readonly id: string;
  readonly team: string;
  /** Who sees it. */
  readonly user: string;
  readonly kind: 'modal' | 'home';
  /** As the app sent it, with the ids that Slack gives. */
  readonly sent: JsonObject;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId: string | undefined;
  readonly open: boolean;
  /** What the app said of the last submission, by block. */
  readonly errors: Readonly<Record<string, string>>;
}

export class Views {
  readonly #byId = new Map<string, View>();

  constructor(private readonly ids: Ids) {}

  get all(): readonly View[] {
    return [...this.#byId.values()];
  }

  find(id: string): View | undefined {
    return this.#byId.get(id);
  }

  withExternalId(team: string, externalId: string): View | undefined {
    return this.all.find((view) => view.open && view.team === team && view.sent.external_id === externalId);
  }

  home(user: string): View | undefined {
    return this.all.find((view) => view.kind === 'home' && view.user === user);
  }

  /** The open views of one stack, the one on top last. */
  stack(rootId: string): readonly View[] {
    return this.all.filter((view) => view.open && view.rootId === rootId);
  }

  /** What lies on top for a person: the view last opened. */
  top(user: string): View | undefined {
    return this.all.findLast((view) => view.kind === 'modal' && view.open && view.user === user);
  }

  /** On a view where one is given, else as the root of a new stack. Undefined where the stack is full. */
  add(draft: Pick<View, 'team' | 'user' | 'kind' | 'sent'>, onto?: View): View | undefined {
    if (onto !== undefined && this.stack(onto.rootId).length >= viewsStackedMax) return undefined;
    const id = this.ids.next('V');
    const view: View = {
      ...draft,
      id,
      hash: this.#hash(draft.sent),
      rootId: onto?.rootId ?? id,
      previousId: onto?.id,
      open: true,
      errors: {},
    };
    this.#byId.set(id, view);
    return view;
  }

  replace(view: View, sent: JsonObject): View {
    return this.#put({ ...view, sent, hash: this.#hash(sent), errors: {} });
  }

  complain(view: View, errors: Readonly<Record<string, string>>): void {
    this.#put({ ...view, errors });
  }

  close(view: View): void {
    this.#put({ ...view, open: false });
  }

  clear(rootId: string): void {
    for (const view of this.stack(rootId)) this.close(view);
  }

  #put(view: View): View {
    this.#byId.set(view.id, view);
    return view;
  }

  #hash(sent: JsonObject): string {
    const digest = createHash('sha256').update(JSON.stringify(sent)).digest('hex').slice(0, 8);
    return `${this.ids.ts().slice(0, 10)}.${digest}`;
  }
}

/** The view object (`/interaction-payloads/view-interactions-payload`). */
export function viewObject(
  view: View,
  app: { readonly id: string; readonly botId: string },
  state: JsonObject = {},
): JsonObject {
  const { sent, kind } = view;
  return {
    id: view.id,
    team_id: view.team,
    type: kind,
    blocks: sent.blocks ?? [],
    private_metadata: sent.private_metadata ?? '',
    callback_id: sent.callback_id ?? '',
    state: { values: state },
    hash: view.hash,
    title: sent.title ?? null,
    clear_on_close: sent.clear_on_close ?? false,
    notify_on_close: sent.notify_on_close ?? false,
    close: sent.close ?? null,
    submit: sent.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: app.id,
    external_id: sent.external_id ?? '',
    app_installed_team_id: view.team,
    bot_id: app.botId,
  };
}
