/** Secrets in every position of every dialect, whole and streamed, each through some of the connections in turn. */
import { answeredWord, askedWord, calledWord } from '../actions.js';
import { secretText } from '../corpus.js';
import { answering } from '../guarded-system.js';
import { argumentsOf } from '../row.js';
import { table } from '../table.js';
import { takingTurns, type Case, type Sender } from './sender.js';

const deliveries = ['whole', 'streamed'] as const;
const connections = ['allow', 'mask', 'deny', 'tokens', 'hold', 'block', 'meta'] as const;

export const piecesOf = (text: string): readonly string[] => text.match(/[^]{1,7}/gu) ?? [];

export function asked(sender: Sender): readonly Case[] {
  const next = takingTurns(connections);
  const cases: Case[] = [];
  for (const dialect of table) {
    for (const row of dialect.requests) {
      for (const delivery of deliveries) {
        if (row.only !== undefined && row.only !== delivery) continue;
        for (const to of next(delivery === 'whole' ? 2 : 1)) {
          const isRefused = to === 'deny' || to === 'hold';
          const sent = row.send(
            isRefused ? `${askedWord(row.position)} ${secretText}` : secretText,
            delivery,
          );
          const what = `${dialect.name}, ${delivery}: ${row.where}, ${to}`;
          cases.push(sender.sent(what, to, sent, answering(dialect.answer(delivery))));
        }
      }
    }
  }
  return cases;
}

export function answered(sender: Sender): readonly Case[] {
  const next = takingTurns(connections);
  const cases: Case[] = [];
  for (const dialect of table) {
    for (const row of dialect.answers) {
      for (const delivery of deliveries) {
        if (row[delivery] === undefined) continue;
        for (const to of next(3)) {
          const word = to === 'deny' && row.isCall !== true ? answeredWord(row.position) : calledWord;
          const text = `${word} ${secretText}`;
          const told = row.inJson === true && delivery === 'streamed' ? argumentsOf(text) : text;
          const answer = delivery === 'whole' ? row.whole?.(told) : row.streamed?.(piecesOf(told));
          if (answer === undefined) continue;
          const what = `${dialect.name}, ${delivery}: ${row.where}, ${to}`;
          cases.push(sender.sent(what, to, dialect.ask(delivery, row.asking), answering(answer)));
        }
      }
    }
  }
  return cases;
}
