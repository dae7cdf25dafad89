/** Who may act at all: people of our workspaces, no guests, no bots, nobody deactivated. */
import { personKnownMs, peopleKnownMax } from '../limits.js';
import type { Actor } from '../inbox/act.js';
import type { StrangerReason } from '../shown/answers.js';
import type { CallSlack } from '../slack-api.js';
import { textIn } from '../slack-api.js';
import type { Workspaces } from '../workspaces.js';

export type Admission =
  | { readonly kind: 'admitted'; readonly name: string; readonly team: string }
  | { readonly kind: 'stranger'; readonly why: StrangerReason }
  /** Slack did not say. */
  | { readonly kind: 'unknown' };

export class PeopleOfSlack {
  private readonly known = new Map<string, { readonly admission: Admission; readonly untilMs: number }>();

  constructor(
    private readonly call: CallSlack,
    private readonly workspaces: Pick<Workspaces, 'served'>,
    private readonly nowMs: () => number = Date.now,
  ) {}

  async admit(actor: Actor): Promise<Admission> {
    const teams = await this.workspaces.served();
    if (teams === undefined) return { kind: 'unknown' };
    if (!teams.has(actor.team)) return { kind: 'stranger', why: 'other-workspace' };
    const key = `${actor.team} ${actor.person}`;
    const known = this.known.get(key);
    if (known !== undefined && known.untilMs > this.nowMs()) return known.admission;
    const admission = await this.ask(actor, teams);
    if (this.known.size >= peopleKnownMax) this.known.clear();
    if (admission.kind === 'admitted')
      this.known.set(key, { admission, untilMs: this.nowMs() + personKnownMs });
    return admission;
  }

  private async ask({ person }: Actor, teams: ReadonlySet<string>): Promise<Admission> {
    const answer = await this.call('users.info', { user: person });
    if (answer.kind !== 'done')
      return answer.kind === 'refused' && answer.error === 'user_not_found'
        ? { kind: 'stranger', why: 'other-workspace' }
        : { kind: 'unknown' };
    const user = answer.body['user'];
    if (typeof user !== 'object' || user === null) return { kind: 'unknown' };
    const held: Readonly<Record<string, unknown>> = { ...user };
    const why = strangeness(held, teams);
    if (why !== undefined) return { kind: 'stranger', why };
    return { kind: 'admitted', name: textIn(held, 'real_name'), team: textIn(held, 'team_id') };
  }
}

function strangeness(
  user: Readonly<Record<string, unknown>>,
  teams: ReadonlySet<string>,
): StrangerReason | undefined {
  if (user['deleted'] === true) return 'deactivated';
  if (user['is_bot'] === true || user['id'] === 'USLACKBOT') return 'bot';
  if (user['is_stranger'] === true || !teams.has(textIn(user, 'team_id'))) return 'other-workspace';
  return user['is_restricted'] === true || user['is_ultra_restricted'] === true ? 'guest' : undefined;
}
