/** The app as its manifest describes it: what it may do and what it is told. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../../provider/json.js';

export interface SlackApp {
  /** Scopes of the bot's token. */
  readonly scopes: readonly string[];
  /** Slash commands, with the slash. */
  readonly commands: readonly string[];
  /** Events of the Events API that the bot is subscribed to. */
  readonly events: readonly string[];
  readonly homeTab: boolean;
  /** Whether people and the app can write to each other directly. */
  readonly messagesTab: boolean;
  /** Whether buttons and views reach the app. */
  readonly interactivity: boolean;
}

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
const inner = (value: Json | undefined, ...names: readonly string[]): Json | undefined =>
  names.reduce<Json | undefined>((held, name) => (isObject(held) ? held[name] : undefined), value);

/** Reads a parsed `manifest.yaml` (`/app-manifest`), so that a test runs with the scopes that people would grant. */
export function appOfManifest(manifest: JsonObject): SlackApp {
  const home = inner(manifest, 'features', 'app_home');
  return {
    scopes: textsOf(inner(manifest, 'oauth_config', 'scopes', 'bot')),
    commands: objectsOf(inner(manifest, 'features', 'slash_commands')).map(({ command }) =>
      stringOf(command),
    ),
    events: textsOf(inner(manifest, 'settings', 'event_subscriptions', 'bot_events')),
    homeTab: inner(home, 'home_tab_enabled') === true,
    messagesTab: inner(home, 'messages_tab_enabled') === true,
    interactivity: inner(manifest, 'settings', 'interactivity', 'is_enabled') === true,
  };
}
