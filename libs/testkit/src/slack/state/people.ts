/** The people of all workspaces, and how `users.info` shows one. */
import type { JsonObject } from '../../provider/json.js';
import type { Ids } from './ids.js';
import type { PersonSeed, Workspace } from './workspace.js';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string | undefined;
  /** Workspace in which the person meets the app. */
  readonly team: string;
  /** Workspace to which the person belongs; another one for strangers in shared channels. */
  readonly homeTeam: string;
  readonly isBot: boolean;
  readonly isRestricted: boolean;
  readonly isUltraRestricted: boolean;
  readonly deleted: boolean;
}

export class People {
  readonly #byId = new Map<string, Person>();

  constructor(private readonly ids: Ids) {}

  add(team: string, seed: PersonSeed): Person {
    const person: Person = {
      id: seed.id ?? this.ids.next('U'),
      name: seed.name,
      realName: seed.realName ?? seed.name,
      email: seed.email,
      team,
      homeTeam: seed.homeTeam ?? team,
      isBot: seed.isBot ?? false,
      isRestricted: seed.isRestricted ?? seed.isUltraRestricted ?? false,
      isUltraRestricted: seed.isUltraRestricted ?? false,
      deleted: seed.deleted ?? false,
    };
    this.#byId.set(person.id, person);
    return person;
  }

  find(id: string): Person | undefined {
    return this.#byId.get(id);
  }

  named(name: string): Person {
    const found = [...this.#byId.values()].find((person) => person.name === name);
    if (found === undefined) throw new Error(`nobody is called ${name} in this Slack`);
    return found;
  }

  change(id: string, change: Partial<Omit<Person, 'id'>>): Person {
    const person = this.#byId.get(id);
    if (person === undefined) throw new Error(`nobody has the id ${id} in this Slack`);
    const changed = { ...person, ...change };
    this.#byId.set(id, changed);
    return changed;
  }
}

/** The user object (`/objects/user-object`). The address is there only with the scope for it. */
export function userObject(person: Person, workspace: Workspace, withEmail: boolean): JsonObject {
  return {
    id: person.id,
    team_id: person.homeTeam,
    name: person.name,
    deleted: person.deleted,
    real_name: person.realName,
    tz: 'Etc/UTC',
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      team: person.homeTeam,
      ...(withEmail && person.email !== undefined ? { email: person.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    is_bot: person.isBot,
    is_app_user: false,
    is_email_confirmed: person.email !== undefined,
    ...(person.homeTeam === workspace.id ? {} : { is_stranger: true }),
    ...(workspace.enterprise === undefined || person.homeTeam !== workspace.id
      ? {}
      : {
          enterprise_user: {
            id: person.id,
            enterprise_id: workspace.enterprise.id,
            enterprise_name: workspace.enterprise.name,
            teams: [workspace.id],
          },
        }),
  };
}
