/** Channels and direct messages, who is in them, and how `conversations.info` shows one. */
import type { JsonObject } from '../../provider/json.js';
import type { Ids } from './ids.js';

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly kind: ChannelKind;
  /** Ids of people and bots. */
  readonly members: ReadonlySet<string>;
  readonly archived: boolean;
}

const letters: Readonly<Record<ChannelKind, string>> = { public: 'C', private: 'C', im: 'D', mpim: 'G' };

export class Channels {
  readonly #byId = new Map<string, Channel>();

  constructor(private readonly ids: Ids) {}

  add(draft: Omit<Channel, 'id'> & { readonly id?: string }): Channel {
    const channel: Channel = { ...draft, id: draft.id ?? this.ids.next(letters[draft.kind]) };
    this.#byId.set(channel.id, channel);
    return channel;
  }

  /** By id, by `name` or by `#name`, as methods take it. */
  find(team: string, idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/u, '');
    const found =
      this.#byId.get(idOrName) ??
      [...this.#byId.values()].find(
        (channel) => channel.name === name && channel.team === team && channel.kind !== 'im',
      );
    return found?.team === team ? found : undefined;
  }

  named(name: string): Channel {
    const found = [...this.#byId.values()].find((channel) => channel.name === name);
    if (found === undefined) throw new Error(`no channel is called ${name} in this Slack`);
    return found;
  }

  change(id: string, change: Partial<Pick<Channel, 'archived' | 'members' | 'name'>>): Channel {
    const channel = this.#byId.get(id);
    if (channel === undefined) throw new Error(`no channel has the id ${id} in this Slack`);
    const changed = { ...channel, ...change };
    this.#byId.set(id, changed);
    return changed;
  }

  /** The direct message between these, opened where it is not yet; the second value says whether it was. */
  direct(team: string, members: readonly string[]): readonly [Channel, boolean] {
    const kind = members.length === 2 ? 'im' : 'mpim';
    const open = [...this.#byId.values()].find(
      (channel) =>
        channel.team === team &&
        channel.kind === kind &&
        channel.members.size === members.length &&
        members.every((id) => channel.members.has(id)),
    );
    if (open !== undefined) return [open, true];
    const name = kind === 'im' ? 'directmessage' : `mpdm-${members.join('--').toLowerCase()}`;
    return [this.add({ name, team, kind, members: new Set(members), archived: false }), false];
  }
}

/** The conversation object (`/objects/conversation-object`). */
export function channelObject(channel: Channel, botUserId: string): JsonObject {
  const { id, kind, archived, members, team } = channel;
  const common = { id, created: 1_700_000_000, is_archived: archived, context_team_id: team };
  if (kind === 'im') {
    const [other = botUserId] = [...members].filter((member) => member !== botUserId);
    return { ...common, is_im: true, user: other, is_open: true };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: false,
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public',
    is_member: members.has(botUserId),
  };
}
