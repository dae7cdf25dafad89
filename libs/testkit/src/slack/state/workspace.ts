/** A workspace in which the app is installed, and the seeds from which tests make one. */
export interface Enterprise {
  readonly id: string;
  readonly name: string;
}

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterprise: Enterprise | undefined;
  /** The app as a member: the user and the bot that Slack makes of it. */
  readonly botUserId: string;
  readonly botId: string;
  readonly botToken: string;
}

export interface PersonSeed {
  /** Handle, by which tests name the person; one of its kind in the whole imitation. */
  readonly name: string;
  readonly id?: string;
  readonly realName?: string;
  readonly email?: string;
  readonly isBot?: boolean;
  /** A guest of several channels. */
  readonly isRestricted?: boolean;
  /** A guest of one channel. */
  readonly isUltraRestricted?: boolean;
  readonly deleted?: boolean;
  /** A person of another workspace, met in a shared channel (Slack Connect). */
  readonly homeTeam?: string;
}

export interface ChannelSeed {
  readonly name: string;
  readonly id?: string;
  readonly private?: boolean;
  readonly archived?: boolean;
  /** Handles of its members. Default: everybody. */
  readonly members?: readonly string[];
  /** Whether the app was invited. Default: yes. */
  readonly appIsMember?: boolean;
}

export interface WorkspaceSeed {
  readonly id?: string;
  readonly name?: string;
  readonly domain?: string;
  readonly enterprise?: Enterprise;
  readonly people: readonly PersonSeed[];
  readonly channels: readonly ChannelSeed[];
}
