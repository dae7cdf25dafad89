/** Lists: what waits for somebody, in the home tab and as an answer; the grants that stand. */
import type { HomeView } from '@slack/types';
import type { Grant } from '../../core/grant.js';
import { isPending } from '../../core/states.js';
import { lineCharactersMax, listedMax, sectionCharactersMax, wordCharactersMax } from '../limits.js';
import { actions, context, header, section } from './blocks.js';
import type { Blocks } from './blocks.js';
import { buttonsOf } from './card.js';
import type { Shown } from './card.js';
import type { Question } from './question.js';
import { clockOf, quorumOf, timeOf } from './standing.js';
import { code, listed } from './text.js';

const introduction = 'Questions that wait for your answer. Sallyport tells you here and in its channels.';
const nothing = 'Nothing waits for you.';

/** `pending`: what this person may answer. */
export function homeOf(pending: readonly Question[], nowUs: number): HomeView {
  return {
    type: 'home',
    blocks: [header('Sallyport'), context(introduction), ...questionsOf(pending, nowUs)],
  };
}

/** Whom no verified link ties to an identity. */
export function strangersHome(why: string): HomeView {
  return { type: 'home', blocks: [header('Sallyport'), section(why)] };
}

export function pendingOf(pending: readonly Question[], nowUs: number): Shown {
  const text = pending.length === 0 ? nothing : `${pending.length} wait for you.`;
  return { text, blocks: questionsOf(pending, nowUs) };
}

function questionsOf(pending: readonly Question[], nowUs: number): Blocks {
  if (pending.length === 0) return [section(nothing)];
  const shown = pending.slice(0, listedMax);
  const hidden = pending.length - shown.length;
  return [
    ...shown.flatMap((question): Blocks => [section(lineOf(question, nowUs)), buttons(question)]),
    ...(hidden > 0 ? [context(`${hidden} more wait; these come first.`)] : []),
  ];
}

function lineOf({ approval, operation }: Question, nowUs: number): string {
  const { requester, connection } = approval.asked;
  const facts = [
    code(requester.agent === '' ? requester.subject : requester.agent, wordCharactersMax),
    `→ ${code(connection, wordCharactersMax)}`,
    `· ${timeOf(approval, nowUs)}`,
  ].join(' ');
  return listed(
    [`${code(operation, lineCharactersMax)}\n${facts}`, quorumOf(approval)],
    '\n',
    sectionCharactersMax,
  );
}

function buttons({ approval }: Question): Blocks[number] {
  const all = buttonsOf(approval);
  return actions(`sallyport_decide:${approval.id}`, isPending(approval.standing) ? all : all.slice(-1));
}

export function grantsOf(grants: readonly Grant[]): Shown {
  if (grants.length === 0) return { text: 'No grant stands.', blocks: [section('No grant stands.')] };
  const lines = grants.map((grant) => {
    const who = code(
      grant.bearer.agent === '' ? grant.bearer.subject : grant.bearer.agent,
      wordCharactersMax,
    );
    const what = code(grant.shape.summary, lineCharactersMax);
    const left = `${grant.usesMax - grant.uses} of ${grant.usesMax} uses left, until ${clockOf(grant.expiresUs)}`;
    return `${code(grant.id, wordCharactersMax)}: ${who} on ${code(grant.connection, wordCharactersMax)}: ${what}, ${left}`;
  });
  const text = `${grants.length} stand. End one with \`/sallyport revoke ID\`.`;
  return { text, blocks: [section(text), section(listed(lines, '\n', sectionCharactersMax))] };
}
