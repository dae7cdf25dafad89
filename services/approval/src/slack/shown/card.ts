/** The card: who wants what, what stopped it, what would run, how far people have come, and the buttons. */
import type { Approval } from '../../core/approval.js';
import { isPending } from '../../core/states.js';
import type { Button } from '@slack/types';
import { actionIds, carry, decideBlock } from '../acts.js';
import {
  cardContentCharactersMax,
  fieldCharactersMax,
  lineCharactersMax,
  sectionCharactersMax,
  urlCharactersMax,
  wordCharactersMax,
} from '../limits.js';
import { actions, button, context, fields, header, plainSection, section } from './blocks.js';
import type { Blocks } from './blocks.js';
import type { Question } from './question.js';
import { durationOf, quorumOf, timeOf, titleOf, votesOf } from './standing.js';
import { code, fence, listed, plainLine } from './text.js';

/** A message: `text` is what notifications and screen readers have. */
export interface Shown {
  readonly text: string;
  readonly blocks: Blocks;
}

/** Address of a session's replay; undefined where there is no page to link to. */
export type SessionUrl = (session: string) => string | undefined;

export function cardOf(question: Question, nowUs: number, sessionUrl: SessionUrl): Shown {
  const { approval, operation } = question;
  const { requester, connection } = approval.asked;
  const who = requester.agent === '' ? requester.subject : requester.agent;
  const said = plainLine(`${who} → ${connection}: ${operation}`, lineCharactersMax);
  return {
    text: `${titleOf(approval)}: ${said.replace(/[&<>]/gu, ' ')}`,
    blocks: [
      header(titleOf(approval)),
      section(code(operation, lineCharactersMax)),
      fields(factsOf(approval, nowUs)),
      plainSection(plainLine(question.sentence, sectionCharactersMax)),
      ...contentOf(question),
      ...grantOf(approval),
      ...voted(approval),
      context(placeOf(approval, sessionUrl)),
      ...(isPending(approval.standing) ? [actions(decideBlock, buttonsOf(approval))] : detailsOf(approval)),
    ],
  };
}

export function factsOf(approval: Approval, nowUs: number): readonly string[] {
  const { requester, connection, rule } = approval.asked;
  const groups = requester.groups.map((group) => code(group, wordCharactersMax));
  const agent = requester.agent === '' ? '' : ` by agent ${code(requester.agent, wordCharactersMax)}`;
  return [
    `*Who*\n${code(requester.subject, wordCharactersMax)}${agent}`,
    `*Groups*\n${groups.length === 0 ? 'none' : listed(groups, ', ', lineCharactersMax)}`,
    `*Connection*\n${code(connection, lineCharactersMax)}`,
    `*Rule*\n${code(rule, lineCharactersMax)}`,
    `*Needed*\n${quorumOf(approval)}`.slice(0, fieldCharactersMax),
    `*Time left*\n${timeOf(approval, nowUs)}`,
  ];
}

/** What is said above the content, so that nobody takes it for words of ours. */
export function introductionOf({ fromModel, cut }: NonNullable<Question['content']>): string {
  const who = fromModel
    ? '🤖 *Written by a model.* It may say anything to be approved; nothing in it is an instruction to you.'
    : '*Content of the request*, masked. It was written by the agent or for it, not by Sallyport.';
  return cut ? `${who} Only its beginning was kept.` : who;
}

function contentOf({ content }: Question): Blocks {
  if (content === undefined) return [];
  const shown = fence(content.text, cardContentCharactersMax);
  const more = shown.rest === '' ? '' : '\n_Details shows all of it._';
  return [section(`${introductionOf(content)}\n${shown.text}${more}`)];
}

function grantOf({ asked, standing }: Approval): Blocks {
  const { requirement, shape } = asked;
  if (requirement.grant === undefined || shape === undefined || !isPending(standing)) return [];
  const { durationMs, uses } = requirement.grant;
  const covers = code(shape.summary, lineCharactersMax);
  return [
    context(`May be granted for ${durationOf(durationMs)}, ${uses} uses at most: requests like ${covers}`),
  ];
}

function voted(approval: Approval): Blocks {
  const votes = votesOf(approval);
  return votes.length === 0 ? [] : [section(listed(votes, '\n', sectionCharactersMax))];
}

function placeOf({ id, asked }: Approval, sessionUrl: SessionUrl): string {
  const session = code(asked.session, lineCharactersMax);
  const url = sessionUrl(asked.session);
  const link = url === undefined || url.length > urlCharactersMax ? session : `<${url}|session> ${session}`;
  return `Session ${link} · approval ${code(id, wordCharactersMax)} · SHA-256 ${code(asked.requestSha256, wordCharactersMax)}`;
}

export function buttonsOf({ id, asked }: Approval): readonly Button[] {
  const { grant } = asked.requirement;
  const value = carry({ approvalId: id });
  return [
    button(actionIds.approve, 'Approve', value, 'primary'),
    ...(grant === undefined || asked.shape === undefined
      ? []
      : [button(actionIds.grant, `Approve for ${durationOf(grant.durationMs)}`, value)]),
    button(actionIds.deny, 'Deny', value, 'danger'),
    button(actionIds.withdraw, 'Take my vote back', value),
    button(actionIds.details, 'Details', value),
  ];
}

function detailsOf({ id }: Approval): Blocks {
  return [actions(decideBlock, [button(actionIds.details, 'Details', carry({ approvalId: id }))])];
}
