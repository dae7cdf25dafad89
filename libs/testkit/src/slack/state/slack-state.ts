/** Everything that Slack knows, in one place: made from seeds, changed by the Web API and by people. */
import { Changes } from './changes.js';
import type { SlackApp } from './app.js';
import { Channels } from './channels.js';
import { Ids } from './ids.js';
import { Messages } from './messages.js';
import { People } from './people.js';
import { ResponseUrls } from './response-urls.js';
import { Tokens } from './tokens.js';
import { Triggers } from './triggers.js';
import { Views } from './views.js';
import type { Workspace, WorkspaceSeed } from './workspace.js';

export const appId = 'A0SALLYPORT';
/** The legacy verification token in every payload. Signatures have taken its place. */
export const verificationToken = 'verification-token';

export class SlackState {
  readonly ids: Ids;
  readonly people: People;
  readonly channels: Channels;
  readonly messages = new Messages();
  readonly views: Views;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly tokens = new Tokens();
  readonly workspaces = new Map<string, Workspace>();
  readonly changes = new Changes();

  constructor(
    readonly app: SlackApp,
    readonly origin: string,
    readonly now: () => number,
  ) {
    this.ids = new Ids(now);
    this.people = new People(this.ids);
    this.channels = new Channels(this.ids);
    this.views = new Views(this.ids);
    this.triggers = new Triggers(now);
    this.responseUrls = new ResponseUrls(origin, now);
  }

  workspace(team: string): Workspace {
    const found = this.workspaces.get(team);
    if (found === undefined) throw new Error(`no workspace has the id ${team} in this Slack`);
    return found;
  }

  /** Installs the app in a new workspace. */
  install(seed: WorkspaceSeed, botToken: string): Workspace {
    const id = seed.id ?? this.ids.next('T');
    const name = seed.name ?? id.toLowerCase();
    const bot = this.people.add(id, { name: `sallyport-${id.toLowerCase()}`, isBot: true });
    const workspace: Workspace = {
      id,
      name,
      domain: seed.domain ?? name,
      enterprise: seed.enterprise,
      botUserId: bot.id,
      botId: this.ids.next('B'),
      botToken,
    };
    this.workspaces.set(id, workspace);
    this.tokens.add(botToken, { kind: 'bot', team: id, scopes: this.app.scopes });
    const people = new Map(seed.people.map((person) => [person.name, this.people.add(id, person).id]));
    for (const channel of seed.channels) {
      const members = (channel.members ?? [...people.keys()]).map((handle) => {
        const member = people.get(handle);
        if (member === undefined) throw new Error(`${channel.name} has the unknown member ${handle}`);
        return member;
      });
      this.channels.add({
        name: channel.name,
        team: id,
        kind: channel.private === true ? 'private' : 'public',
        members: new Set(channel.appIsMember === false ? members : [...members, bot.id]),
        archived: channel.archived ?? false,
        ...(channel.id === undefined ? {} : { id: channel.id }),
      });
    }
    return workspace;
  }
}
